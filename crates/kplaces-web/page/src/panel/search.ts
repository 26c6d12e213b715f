// The search box.

import { element } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { State } from "../state.ts";
import { editable, written } from "./editable.ts";

const WAIT_MS = 120;

export interface Search {
  root: HTMLElement;
  focus(): void;
  clear(): void;
}

export function search(state: State, moves: { down(): void; enter(): void }): Search {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const box = editable({ id: "search", role: "searchbox", "aria-label": t.search.label, "aria-controls": "list", hint: t.search.hint });
  const clearButton = element(
    "button",
    { type: "button", class: "quiet", hidden: true, "aria-label": t.search.clear, title: t.search.clear },
    icon("close"),
  );
  const text = (): string => written(box);
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
  const root = element("div", { class: "search", role: "search" }, icon("search"), box, clearButton);
  return { root, focus: () => box.focus(), clear };
}
