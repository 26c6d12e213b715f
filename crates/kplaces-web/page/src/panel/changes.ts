// Which places the last sync has changed, and which are odd: by name, and asked for when somebody wants to know.

import * as api from "../api.ts";
import { element, fill, name } from "../element.ts";
import { count } from "../format.ts";
import { locale, t } from "../language.ts";
import type { LastChanges, NamedPlace, Touched } from "../model.ts";

type Open = (key: string) => void;

/** A box with all of it that asks when it is opened. */
export function changesBox(title: string, parts: (changes: LastChanges, open: Open) => (Node | null)[], open: Open): HTMLElement {
  const body = element("div", { class: "changes" });
  const box = element("details", {}, element("summary", {}, title), body);
  box.addEventListener("toggle", () => {
    if (!box.open || body.hasChildNodes()) return;
    fill(body, element("p", {}, t.changes.loading));
    api.changes().then(
      (changes) => fill(body, ...parts(changes, open).filter((part) => part !== null)),
      () => fill(body, element("p", {}, t.list.failed)),
    );
  });
  return box;
}

export const touched = ({ added, changed, removed, removed_ends: ends }: LastChanges, open: Open): (Node | null)[] => [
  list(t.changes.added, added, open, () => ""),
  list(t.changes.changed, changed, open, (about) => about.map((field) => words(t.changes.fields, field)).join(", ")),
  removed === 0
    ? null
    : element(
        "div",
        {},
        element("h3", {}, t.changes.removed(count(removed, locale))),
        element("p", { class: "note" }, t.changes.ends(ends.join(", ")), removed > ends.length ? ` ${more(removed - ends.length)}` : ""),
      ),
];

export const odd = (changes: LastChanges, open: Open): (Node | null)[] => [
  list(t.changes.odd, changes.odd, open, (about) => about.map((id) => words(t.sync.odd, id)).join(", ")),
];

const order = new Intl.Collator(locale, { numeric: true });

/** In the order in which somebody looks for one. */
const byName = (places: NamedPlace[]): NamedPlace[] => [...places].sort((a, b) => order.compare(a.name, b.name));

const words = (of: object, id: string): string => (of as Record<string, string>)[id] ?? id;

const more = (n: number): string => t.changes.more(count(n, locale));

function list(title: string, { count: all, places }: Touched, open: Open, about: (about: string[]) => string): HTMLElement | null {
  if (all === 0) return null;
  const rows = byName(places).map((place) => {
    const label = place.name ? name(place.name) : t.list.noName;
    const said = about(place.about);
    return element(
      "li",
      {},
      element("button", { type: "button", class: "link", click: () => open(place.key) }, label),
      said && element("span", { class: "note" }, ` ${said}`),
    );
  });
  const rest = all - places.length;
  return element(
    "div",
    {},
    element("h3", {}, `${title} (${count(all, locale)})`),
    element("ul", {}, ...rows, rest > 0 && element("li", { class: "note" }, more(rest))),
  );
}
