// Back, a gesture on a phone, closes the details of a place instead of leaving the page.

import type { State } from "./state.ts";

const isDetails = (): boolean => (history.state as { details?: boolean } | null)?.details === true;

export function keepBack(state: State, close: () => void): void {
  state.selected.watch((row, before) => {
    if (row && !before) history.pushState({ details: true }, "");
    // Closed by its own button: the step that opened it is taken back.
    if (!row && before && isDetails()) history.back();
  });
  addEventListener("popstate", () => {
    if (state.selected.value && !isDetails()) close();
  });
}
