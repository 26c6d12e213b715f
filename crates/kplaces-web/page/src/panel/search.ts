// The search box: an editable element, since browsers ask their own services about form fields.

import { element, set } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { State } from "../state.ts";

const WAIT_MS = 120;

export interface Search {
  root: HTMLElement;
  focus(): void;
  clear(): void;
}

export function search(state: State, moves: { down(): void; enter(): void }): Search {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const box = element("div", {
    id: "search",
    class: "search-box",
    role: "searchbox",
    contenteditable: "plaintext-only",
    tabindex: 0,
    "aria-label": t.search.label,
    "aria-controls": "list",
    "aria-multiline": "false",
    "aria-placeholder": t.search.hint,
    "data-hint": t.search.hint,
    spellcheck: "false",
    autocapitalize: "off",
    autocorrect: "off",
    inputmode: "search",
    enterkeyhint: "search",
  });
  const clearButton = element(
    "button",
    { type: "button", class: "quiet", hidden: true, "aria-label": t.search.clear, title: t.search.clear },
    icon("close"),
  );
  const text = (): string => (box.textContent ?? "").replace(/\s+/g, " ").trim();
  const apply = (): void => {
    clearTimeout(timer);
    clearButton.hidden = text() === "";
    state.query.value = text();
  };
  const clear = (): void => {
    box.textContent = "";
    apply();
  };
  box.addEventListener("input", () => {
    // An emptied box may keep a line break, which would hide the hint.
    if (text() === "") box.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(apply, WAIT_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      apply();
      moves.enter();
    } else if (event.key === "ArrowDown") moves.down();
    else if (event.key === "Escape" && text() !== "") clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  clearButton.addEventListener("click", () => {
    clear();
    box.focus();
  });
  if (box.contentEditable !== "plaintext-only") set(box, "contenteditable", "true");
  const root = element("div", { class: "search", role: "search" }, icon("search"), box, clearButton);
  return { root, focus: () => box.focus(), clear };
}
