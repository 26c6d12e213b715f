// A line to type in, with its label. No form field: browsers ask their own services about those.

import { element, set } from "../element.ts";

export interface Field {
  root: HTMLElement;
  label: string;
  focus(): void;
  /** What was typed, as it was typed. */
  value(): string;
  clear(): void;
  /** Goes there, and what is typed next takes the place of what is there. */
  replace(): void;
}

/** `enter` is what the Enter key does. The letters of a secret are not shown. */
export function field(id: string, label: string, help: string, secret: boolean, enter: () => void): Field {
  const box = element("div", {
    id,
    class: secret ? "field-box secret" : "field-box",
    role: "textbox",
    contenteditable: "plaintext-only",
    tabindex: 0,
    "aria-labelledby": `${id}-label`,
    "aria-describedby": help ? `${id}-help` : null,
    "aria-multiline": "false",
    "aria-required": "true",
    spellcheck: "false",
    autocapitalize: "off",
    autocorrect: "off",
    translate: "no",
    enterkeyhint: "next",
  });
  if (box.contentEditable !== "plaintext-only") set(box, "contenteditable", "true");
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter") return;
    event.preventDefault();
    enter();
  });
  const value = (): string => (box.textContent ?? "").replace(/[\r\n]/g, "");
  box.addEventListener("input", () => {
    // An emptied box may keep a line break.
    if (value() === "") box.textContent = "";
  });
  const root = element(
    "div",
    { class: "field" },
    element("span", { id: `${id}-label`, class: "field-label" }, label),
    box,
    help && element("span", { id: `${id}-help`, class: "hint" }, help),
  );
  const replace = (): void => {
    box.focus();
    getSelection()?.selectAllChildren(box);
  };
  return { root, label, focus: () => box.focus(), value, clear: () => (box.textContent = ""), replace };
}
