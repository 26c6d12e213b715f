// The page cannot go on, and why. It stands among the rest and covers nothing.

import { element, fill } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";

export class Banner {
  readonly root = element("section", { class: "banner", role: "alert", hidden: true });

  /** The program does not answer any more. */
  gone(): void {
    this.#tell(t.gone.title, t.gone.text, element("code", {}, t.gone.command), t.gone.then);
  }

  /** It answers, but not this page. */
  lost(): void {
    this.#tell(t.lost.title, t.lost.text, element("code", {}, t.gone.command), t.lost.then);
  }

  /** The page could not begin. `told` is what the program says, in its own words. */
  failed(kind: string, told: string): void {
    const [title, help] = kind === "store" ? [t.begin.store, t.begin.storeHelp] : [t.begin.internal, t.begin.internalHelp];
    this.#tell(title, help, told);
  }

  hide(): void {
    this.root.hidden = true;
  }

  #tell(title: string, ...rest: (Node | string)[]): void {
    const words = rest.flatMap((part) => [" ", part]);
    fill(
      this.root,
      icon("warn"),
      element("p", {}, element("strong", {}, title), ...words),
      element("button", { type: "button", class: "quiet", "aria-label": t.close, click: () => this.hide() }, icon("close")),
    );
    this.root.hidden = false;
  }
}
