// Sentences that stand above the list: what the edition leaves out, and what is wrong.

import { element, fill } from "../element.ts";
import { count, date, time } from "../format.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import type { State } from "../state.ts";
import { commas } from "./row.ts";

/** The last sync, where it failed: nobody may have been there to see it. */
function lastFailed(state: State): HTMLElement[] {
  const failed = state.facts.value.last_failed;
  if (failed === null || state.sync.value.state === "done") return [];
  const then = failed.at === null ? null : new Date(failed.at);
  const when = then === null ? "" : t.sync.at(date(then, locale), time(then, locale));
  const kinds: Record<string, readonly string[] | undefined> = t.sync.kinds;
  const [why = "", help = "", , command] = kinds[failed.kind] ?? [];
  const text = t.sync.lastFailed(failed.in_a_row, count(failed.in_a_row, locale), when);
  return [element("p", { class: "failed" }, [text, why, command ? help : ""].join(" ").trim())];
}

/** What the places on this device are not. */
export function notice(state: State): HTMLElement {
  const root = element("div", { class: "notice" });
  const draw = (): void => {
    const { edition, features, limit, places, beyond_limit: beyond, cut_at: cut, selection } = state.facts.value;
    const parts = lastFailed(state);
    if (selection.length > 0) {
      const [before = "", after = ""] = t.edition.selection("\n").split("\n");
      parts.push(element("p", {}, before, ...commas(selection), after));
    }
    if (beyond > 0) {
      parts.push(element("p", {}, t.edition.beyond(count(places, locale), beyond, count(beyond, locale), edition.title)));
    }
    if (cut !== null) {
      const shown = count(cut, locale);
      parts.push(element("p", {}, cut === limit ? t.edition.cut(shown, edition.title) : t.edition.cutOwn(shown)));
    }
    if (!features.groups) parts.push(element("p", {}, t.edition.pro));
    root.hidden = parts.length === 0;
    fill(root, ...parts);
  };
  state.facts.follow(draw);
  state.sync.follow(draw);
  return root;
}

/** The sentence instead of a list. */
export function emptyState(state: State, start: () => void, setUp: () => void): HTMLElement {
  const root = element("div", { class: "empty", hidden: true });
  state.facts.follow(({ as_of, places, host, gone, has_login }) => {
    root.hidden = as_of !== null && places > 0;
    if (root.hidden) return;
    const never = as_of === null && gone === null;
    const title = gone !== null ? t.empty.goneTitle : never ? t.empty.title : t.empty.noneTitle;
    const text = gone !== null ? t.empty.gone(gone, count(gone, locale)) : never ? t.empty.text(host) : t.empty.none;
    fill(
      root,
      icon("map"),
      element("h2", {}, title),
      element("p", {}, text),
      ...lastFailed(state),
      has_login
        ? element("button", { type: "button", class: "primary", click: start }, icon("sync"), t.empty.button)
        : element("button", { type: "button", class: "primary", click: setUp }, icon("setup"), t.setup.button),
      !has_login && element("p", { class: "hint" }, t.setup.driver),
    );
  });
  return root;
}
