import { element, fill } from "../element.ts";
import { icon } from "../icons.ts";

/** The line that says why it does not go on; an empty text takes it away. */
export function complaint(): { told: HTMLElement; say(text: string): void } {
  const told = element("p", { class: "setup-error", role: "alert", hidden: true });
  const say = (text: string): void => {
    fill(told, icon("warn"), element("span", {}, text));
    told.hidden = text === "";
  };
  return { told, say };
}
