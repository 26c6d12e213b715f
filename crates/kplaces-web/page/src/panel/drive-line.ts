// What a driver has to know of the list, since map and filters are not to be seen.

import { ended } from "../api.ts";
import { element, fill, set } from "../element.ts";
import { distance } from "../format.ts";
import { metres } from "../geo.ts";
import { icon, type Icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import type { Signal } from "../signal.ts";
import type { State } from "../state.ts";
import { goes } from "./row.ts";

/** Puts the list in order from where the device is now. */
export function resort(state: State): void {
  const moved = state.moved.value;
  state.moved.value = null;
  if (moved) state.here.value = moved;
}

/** What turns alerts on and off, and says how they go. */
export interface AlertsSwitch {
  readonly status: Signal<string>;
  /** What is set in vain. */
  readonly doubt: Signal<string>;
  turn(): void;
}

/** Where distances are counted from, whether the order is still right, and whether places are left out. */
export function driveLine(state: State, alerts: AlertsSwitch | null): HTMLElement {
  const root = element("div", { class: "drive-line" });
  const button = (name: Icon, words: string, click: () => void): HTMLElement =>
    element("button", { type: "button", class: "drive-wide", click }, icon(name), element("span", {}, words));
  const bell = alerts && button("bell", "", () => ended.value || alerts.turn());
  const going = element("p", { class: "alert-status" });
  if (bell) {
    const ring = (): void => {
      const how = state.alerts.value;
      // Whatever was chosen, nobody is told anything without the program.
      const dead = ended.value && how !== "off";
      bell.querySelector("span")!.textContent = dead ? t.alerts.ended : t.alerts.modes[how];
      bell.classList.toggle("dead", dead);
      set(bell, "aria-pressed", String(how !== "off" && !dead));
      set(bell, "aria-disabled", ended.value ? "true" : null);
    };
    for (const signal of [state.alerts, ended]) signal.watch(ring);
    ring();
  }
  const doubt = element("p", { class: "alert-doubt" });
  const line = (of: HTMLElement) => (words: string) => {
    of.textContent = words;
    of.hidden = words === "";
  };
  alerts?.status.follow(line(going));
  alerts?.doubt.follow(line(doubt));
  const draw = (): void => {
    const { here, moved, fromCentre, filter } = state;
    const earlier = state.earlier;
    const away = here.value && moved.value ? distance(metres(here.value, moved.value), locale) : null;
    fill(
      root,
      here.value
        ? element("p", {}, t.drive.fromHere)
        : element("p", { class: "not-here" }, icon("warn"), element("span", {}, earlier ? t.drive.fromEarlier : t.drive.fromCentre)),
      away && button("sync", t.drive.resort(away), () => resort(state)),
      earlier && button("sync", t.list.anew, () => state.sortAnew()),
      // Where rows lead somewhere already, it would change nothing.
      !goes(state) && button("go", t.drive.anyway, () => (fromCentre.value = true)),
      bell,
      going,
      doubt,
      state.filtered && button("close", t.drive.filtered, () => (filter.value = { g: [], c: [] })),
    );
  };
  for (const signal of [state.here, state.moved, state.fromCentre, state.filter, state.query, state.drifted, state.around, state.spot]) signal.watch(draw);
  draw();
  return root;
}
