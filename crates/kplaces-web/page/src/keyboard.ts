import { dialogOpen } from "./dialog.ts";
import { Signal } from "./signal.ts";

/** Whether "/" and "?" do something. Who speaks to the device or cannot hold still may not want them. */
export const singleKeys = new Signal(true);

/** Keys that work everywhere on the page. */
export function keyboard(actions: { search(): void; help(): void; escape(): void }): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || dialogOpen()) return;
    const typing = event.target instanceof HTMLElement && event.target.isContentEditable;
    if (event.key === "Escape") return actions.escape();
    if (typing || !singleKeys.value) return;
    if (event.key === "/") {
      event.preventDefault();
      actions.search();
    } else if (event.key === "?") actions.help();
  });
}
