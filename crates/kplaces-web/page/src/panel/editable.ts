// A box to type in: an editable element, since browsers ask their own services about form fields.

import { element, set } from "../element.ts";

/** `properties` are those of the element besides: its role, its label, and `hint`, what stands in it while it is empty. */
export function editable({ hint, ...properties }: Record<string, string> & { hint: string }): HTMLElement {
  // Neither is for a combobox.
  const search = properties["role"] === "searchbox";
  const box = element("div", {
    class: "search-box",
    contenteditable: "plaintext-only",
    tabindex: 0,
    "aria-multiline": search ? "false" : null,
    "aria-placeholder": search ? hint : null,
    "data-hint": hint,
    spellcheck: "false",
    autocapitalize: "off",
    autocorrect: "off",
    inputmode: "search",
    enterkeyhint: "search",
    ...properties,
  });
  if (box.contentEditable !== "plaintext-only") set(box, "contenteditable", "true");
  box.addEventListener("input", () => {
    // An emptied box may keep a line break, which would hide the hint.
    if (written(box) === "") box.textContent = "";
  });
  return box;
}

export function written(box: HTMLElement): string {
  return (box.textContent ?? "").replace(/\s+/g, " ").trim();
}
