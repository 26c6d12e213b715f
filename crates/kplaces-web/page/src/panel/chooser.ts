// A long list of groups or colours to choose from, with a box that narrows it. It takes the place of the places.

import { element, fill, set } from "../element.ts";
import { count } from "../format.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import type { LegendEntry } from "../model.ts";
import { editable, written } from "./editable.ts";
import { fits } from "./narrow.ts";

export interface Choosing {
  /** Tells it from another one on the page. */
  id: string;
  label: string;
  entries: LegendEntry[];
  /** What is told about all of them. */
  note: string;
  /** How an entry is called, to read and to search for. */
  title(entry: LegendEntry): Node | string;
  dot(entry: LegendEntry): HTMLElement | null;
  /** How many there are of it, to read. */
  amount(entry: LegendEntry): string;
  chosen(): number[];
  toggle(entry: LegendEntry): void;
  say(text: string): void;
  done(): void;
  doneLabel: string;
  /** The Escape key. */
  leave(): void;
}

export interface Chooser {
  root: HTMLElement;
  focus(): void;
  /** What is chosen has changed. */
  update(): void;
}

export function chooser(choosing: Choosing): Chooser {
  const { entries, title, chosen } = choosing;
  const box = editable({
    id: choosing.id,
    role: "combobox",
    "aria-label": choosing.label,
    "aria-controls": `${choosing.id}-list`,
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    hint: choosing.label,
  });
  const list = element("div", { id: `${choosing.id}-list`, class: "choices", role: "listbox", "aria-label": choosing.label, "aria-multiselectable": "true" });
  const none = element("p", { class: "message", hidden: true });
  // What is chosen comes first; what is chosen from now on stays where it is.
  const first = chosen();
  const ordered = [...entries].sort((a, b) => Number(first.includes(b.index)) - Number(first.includes(a.index)));
  const options = new Map(ordered.map((entry) => [option(entry), entry]));
  let shown: HTMLElement[] = [];
  let active: HTMLElement | undefined;

  function option(entry: LegendEntry): HTMLElement {
    return element(
      "div",
      { id: `${choosing.id}-${entry.index}`, class: "choice-row", role: "option" },
      icon("check"),
      choosing.dot(entry),
      element("span", { class: "choice-name" }, title(entry)),
      element("span", { class: "chip-count" }, choosing.amount(entry)),
    );
  }

  const update = (): void => {
    const now = chosen();
    for (const [node, { index }] of options) set(node, "aria-selected", now.includes(index) ? "true" : "false");
  };
  const activate = (node: HTMLElement | undefined): void => {
    active?.classList.remove("active");
    active = node;
    active?.classList.add("active");
    active?.scrollIntoView({ block: "nearest" });
    set(box, "aria-activedescendant", active?.id);
  };
  const narrow = (): void => {
    const wish = written(box);
    shown = [...options.keys()].filter((node) => fits(node.querySelector(".choice-name")?.textContent ?? "", wish));
    fill(list, ...shown);
    list.hidden = shown.length === 0;
    none.hidden = shown.length > 0;
    none.textContent = shown.length > 0 ? "" : t.search.none(wish);
    list.scrollTop = 0;
    activate(wish ? shown[0] : undefined);
    choosing.say(shown.length > 0 ? t.filter.found(shown.length, count(shown.length, locale)) : none.textContent);
  };
  const toggle = (node: HTMLElement | undefined): void => {
    const entry = node && options.get(node);
    if (entry) choosing.toggle(entry);
  };

  box.addEventListener("input", narrow);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = active ? shown.indexOf(active) : -1;
    const page = Math.max(1, Math.floor(list.clientHeight / (shown[0]?.offsetHeight ?? 1)) - 1);
    const last = shown.length - 1;
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page };
    const to = moves[event.key];
    if (to !== undefined) activate(shown[Math.max(0, Math.min(last, to))]);
    else if (event.key === "Enter") toggle(active);
    else if (event.key === "Escape") {
      if (written(box) === "") choosing.leave();
      else {
        box.textContent = "";
        narrow();
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("click", ({ target }) => {
    const node = (target as Element).closest<HTMLElement>(".choice-row");
    if (!node) return;
    activate(node);
    toggle(node);
  });

  update();
  const done = element("button", { type: "button", class: "chooser-done", click: () => choosing.done() }, choosing.doneLabel);
  const root = element(
    "div",
    { class: "chooser" },
    element("div", { class: "chooser-head" }, element("div", { class: "search" }, icon("search"), box), done),
    choosing.note !== "" && element("p", { class: "hint" }, choosing.note),
    none,
    list,
  );
  shown = [...options.keys()];
  fill(list, ...shown);
  return { root, focus: () => box.focus(), update };
}
