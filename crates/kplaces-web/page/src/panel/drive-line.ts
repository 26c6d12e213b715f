// What a driver has to know of the list, since map and filters are not to be seen.

import { element, fill } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { State } from "../state.ts";

/** Where distances are counted from, and whether places are left out. */
export function driveLine(state: State): HTMLElement {
  const root = element("div", { class: "drive-line" });
  const draw = (): void => {
    fill(
      root,
      element("p", {}, state.here.value ? t.drive.fromHere : t.drive.fromCentre),
      state.filtered &&
        element(
          "button",
          { type: "button", class: "link", click: () => (state.filter.value = { g: [], c: [] }) },
          icon("close"),
          t.drive.filtered,
        ),
    );
  };
  state.here.watch(draw);
  state.filter.watch(draw);
  draw();
  return root;
}
