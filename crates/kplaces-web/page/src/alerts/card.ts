// What comes near, to be read at a glance.

import { element, fill, name as written, set } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { Told } from "../model.ts";
import { keepEnds } from "../panel/name-end.ts";
import { words } from "./words.ts";

const SHOWN_MS = 20_000;

export class Card {
  readonly root = element("section", { class: "alert-card", role: "alert", hidden: true });
  /** Called with the key of a place that is not to be told again. */
  hush: (key: string) => void = () => undefined;
  readonly #open: (key: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(open: (key: string) => void) {
    this.#open = open;
  }

  show(told: Told): void {
    const close = (): void => this.hide();
    const hush = (): void => {
      this.hush(told.key);
      close();
    };
    const open = (): void => {
      this.#open(told.key);
      close();
    };
    fill(
      this.root,
      icon(told.event === "approaching" ? "arrow" : told.event === "arrived" ? "check" : "back"),
      element("button", { type: "button", class: "alert-open", click: open }, element("strong", { class: "alert-name" }, written(told.name)), element("span", {}, words(told))),
      element("button", { type: "button", class: "alert-hush", click: hush }, t.alerts.hush),
      element("button", { type: "button", class: "quiet", "aria-label": t.close, click: close }, icon("close")),
    );
    this.root.dataset["event"] = told.event;
    set(this.root, "data-side", told.event === "approaching" && told.side);
    this.root.hidden = false;
    keepEnds([this.root], ".alert-name");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(close, SHOWN_MS);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.root.hidden = true;
  }
}
