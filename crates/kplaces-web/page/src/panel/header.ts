import { element, fill } from "../element.ts";
import { count } from "../format.ts";
import { icon, sign, type Icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import { old } from "../format.ts";
import type { ThemeChoice } from "../model.ts";
import type { State } from "../state.ts";
import { asOf } from "./as-of.ts";

const NEXT: Record<ThemeChoice, ThemeChoice> = { auto: "light", light: "dark", dark: "auto" };
const PICTURE: Record<ThemeChoice, Icon> = { auto: "auto", light: "sun", dark: "moon" };

/** How often "today" is looked at again. */
const MINUTE = 60_000;

/** The button that changes between light, dark and what the device is. */
export function themeButton(state: State, style: string): HTMLElement {
  const button = element("button", { type: "button", class: style });
  button.addEventListener("click", () => (state.theme.value = NEXT[state.theme.value]));
  state.theme.follow((choice) => {
    fill(button, icon(PICTURE[choice]));
    button.title = t.theme[choice];
    button.setAttribute("aria-label", t.theme[choice]);
  });
  return button;
}

export function header(state: State, actions: { sync(): void; drive(): void }): HTMLElement {
  const under = element("p", { class: "under" });
  const draw = (): void => {
    const { places, as_of: moment } = state.facts.value;
    const amount = t.places(places, count(places, locale));
    const then = moment === null ? null : new Date(moment);
    const now = new Date();
    fill(
      under,
      then && element("span", {}, amount),
      then && element("span", { class: old(then, now) ? "stale" : null }, asOf(then, now, true)),
    );
  };
  state.facts.follow(draw);
  setInterval(draw, MINUTE);

  const sync = element(
    "button",
    { type: "button", class: "round", id: "sync", "aria-label": t.sync.label, title: t.sync.label, click: actions.sync },
    icon("sync"),
  );
  state.sync.follow(({ state }) => {
    sync.classList.toggle("turning", state === "running");
    sync.setAttribute("aria-disabled", state === "running" ? "true" : "false");
  });

  return element(
    "header",
    { class: "head" },
    sign(),
    element("div", { class: "head-words" }, element("h1", {}, "3Kplaces"), under),
    element(
      "div",
      { class: "head-buttons" },
      sync,
      element(
        "button",
        { type: "button", class: "round", id: "drive", "aria-label": t.drive.on, title: t.drive.on, click: actions.drive },
        icon("drive"),
      ),
      themeButton(state, "round"),
    ),
  );
}
