// What is said aloud by a screen reader, and what is shown for a moment.

import { element } from "./element.ts";

const SHOWN_MS = 6_000;

export class Live {
  readonly root = element("div", { class: "live", role: "status", "aria-live": "polite" });
  readonly toast = element("div", { class: "toast", hidden: true });
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Said only. */
  say(text: string): void {
    // The same sentence twice would not be said again.
    this.root.textContent = this.root.textContent === text ? `${text}\u00a0` : text;
  }

  /** Said and shown. */
  show(text: string, kind: "news" | "trouble" = "news"): void {
    this.say(text);
    this.toast.textContent = text;
    this.toast.dataset["kind"] = kind;
    this.toast.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.toast.hidden = true), SHOWN_MS + text.length * 40);
  }
}
