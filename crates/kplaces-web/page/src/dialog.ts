import { element, fill } from "./element.ts";
import { icon } from "./icons.ts";
import { t } from "./language.ts";

let open: HTMLDialogElement | null = null;

/** Shows something above the page. Escape, the button and a click beside it close it again. */
export function showDialog(title: string, ...content: Node[]): void {
  const before = open;
  before?.close();
  // Its own event would take it away a moment later.
  before?.remove();
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "dialog-title" });
  const close = (): void => dialog.close();
  fill(
    dialog,
    element(
      "div",
      { class: "dialog-box" },
      element(
        "div",
        { class: "dialog-head" },
        element("h2", { id: "dialog-title" }, title),
        element("button", { type: "button", class: "round", "aria-label": t.close, title: t.close, click: close }, icon("close")),
      ),
      ...content,
    ),
  );
  dialog.addEventListener("click", ({ target }) => target === dialog && close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (open === dialog) open = null;
  });
  document.body.append(dialog);
  open = dialog;
  dialog.showModal();
}

/** Closes what is open above the page. */
export function closeDialog(): void {
  open?.close();
}

export function dialogOpen(): boolean {
  // A dialog that has been closed says so a moment later.
  return open?.open ?? false;
}
