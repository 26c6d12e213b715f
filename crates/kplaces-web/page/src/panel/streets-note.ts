// Where the map has no streets to show: what would bring them, told once.

import { showDialog } from "../dialog.ts";
import { element } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";

export interface StreetsNote {
  root: HTMLElement;
  /** The map is so near that there is nothing but a grid, or no longer. */
  near(is: boolean): void;
}

export function streetsNote(): StreetsNote {
  const root = element("div", { class: "streets-note", hidden: true });
  let closed = false;
  const close = (): void => {
    closed = true;
    root.hidden = true;
  };
  root.append(
    element("p", {}, t.streets.none),
    element("button", { type: "button", class: "link", click: explain }, t.streets.how),
    element("button", { type: "button", class: "quiet", "aria-label": t.close, title: t.close, click: close }, icon("close")),
  );
  return { root, near: (is) => (root.hidden = closed || !is) };
}

function explain(): void {
  // A line may end between two words of a command, and nowhere else.
  const words = (command: string): (Node | string)[] => command.split(" ").flatMap((word) => [element("span", {}, word), " "]);
  const step = (text: string, command: string): HTMLElement => element("li", {}, element("p", {}, text), element("code", {}, ...words(command)));
  showDialog(
    t.streets.title,
    element("p", {}, t.streets.what),
    element("p", {}, t.streets.driver),
    element(
      "ol",
      { class: "steps" },
      step(t.streets.get, t.streets.getCommand),
      step(t.streets.use, t.streets.useCommand),
      step(t.streets.keep, t.streets.keepCommand),
    ),
  );
}
