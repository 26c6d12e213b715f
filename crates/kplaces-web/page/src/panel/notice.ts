// Sentences that stand above the list: what the edition leaves out, and what is wrong.

import { element, fill } from "../element.ts";
import { count } from "../format.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import type { State } from "../state.ts";
import { commas } from "./row.ts";

/** What the places on this device are not. */
export function notice(state: State): HTMLElement {
  const root = element("div", { class: "notice" });
  state.facts.follow(({ edition, features, limit, cut_at: cut, selection }) => {
    const parts: HTMLElement[] = [];
    if (selection.length > 0) {
      const [before = "", after = ""] = t.edition.selection("\n").split("\n");
      parts.push(element("p", {}, before, ...commas(selection), after));
    }
    if (cut !== null) {
      const shown = count(cut, locale);
      parts.push(element("p", {}, cut === limit ? t.edition.cut(shown, edition.title) : t.edition.cutOwn(shown)));
    }
    if (!features.groups) parts.push(element("p", {}, t.edition.pro));
    root.hidden = parts.length === 0;
    fill(root, ...parts);
  });
  return root;
}

/** The sentence instead of a list. */
export function emptyState(state: State, start: () => void): HTMLElement {
  const root = element("div", { class: "empty", hidden: true });
  state.facts.follow(({ as_of, places, host }) => {
    root.hidden = as_of !== null && places > 0;
    if (root.hidden) return;
    const never = as_of === null;
    fill(
      root,
      icon("map"),
      element("h2", {}, never ? t.empty.title : t.empty.noneTitle),
      element("p", {}, never ? t.empty.text(host) : t.empty.none),
      element("button", { type: "button", class: "primary", click: start }, icon("sync"), t.empty.button),
    );
  });
  return root;
}
