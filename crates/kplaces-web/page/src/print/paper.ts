// What is printed: the map on a page of its own, and the places group by group.

import { element, name } from "../element.ts";
import { coordinates, count, date, distance, time } from "../format.ts";
import { locale, t } from "../language.ts";
import type { By, LegendEntry, Row } from "../model.ts";
import { entryTitle, sharesGrey } from "../panel/legend.ts";
import { commas } from "../panel/row.ts";
import type { State } from "../state.ts";
import type { Collected } from "./collect.ts";

/** `collected`: nothing where the browser prints by itself, and no list could be asked for. */
export function paper(state: State, picture: HTMLCanvasElement | null, collected: Collected | null): HTMLElement {
  const facts = state.facts.value;
  const by = state.by.value;
  const used = collected && new Set(collected.rows.map((row) => named(row, by)));
  const entries = facts.legend[by].filter((entry) => !used || used.has(entry.name));
  return element(
    "section",
    { class: "print", "aria-label": t.print.label },
    picture &&
      element(
        "div",
        { class: "print-map" },
        ...head(state),
        element("figure", {}, picture, element("figcaption", {}, ...legend(state, by, entries))),
      ),
    element("div", { class: "print-list" }, ...(picture ? [] : head(state)), ...list(state, by, entries, collected)),
  );
}

function head(state: State): HTMLElement[] {
  const { as_of: moment, edition } = state.facts.value;
  const then = moment === null ? null : new Date(moment);
  const query = state.query.value;
  return [
    element("h1", {}, `${edition.title} · ${t.panel}`),
    element("p", {}, then ? t.asOf.earlier(date(then, locale), time(then, locale)) : "", query && ` · ${t.print.search(query)}`),
    ...chosen(state),
  ];
}

/** Which groups and colours the filter has left. */
function chosen(state: State): HTMLElement[] {
  const { legend } = state.facts.value;
  const { g, c } = state.filter.value;
  const titles = [...pick(legend.group, g, "group"), ...pick(legend.colour, c, "colour")];
  if (titles.length === 0) return [];
  return [element("p", {}, `${t.print.filter} `, ...titles.flatMap((title, at) => (at === 0 ? [title] : [", ", title])))];
}

const pick = (entries: LegendEntry[], indexes: number[], by: By): (Node | string)[] =>
  entries.filter(({ index }) => indexes.includes(index)).map((entry) => entryTitle(by, entry));

function legend(state: State, by: By, entries: LegendEntry[]): HTMLElement[] {
  const own = entries.filter((entry) => by === "colour" || !sharesGrey(entry, state.facts.value));
  const lines = own.map((entry) => element("span", {}, dot(entry.rgb), entryTitle(by, entry)));
  const others = entries.find((entry) => !own.includes(entry));
  return [...lines, ...(others ? [element("span", {}, dot(others.rgb), t.print.others)] : [])];
}

function dot(colour: string): HTMLElement {
  const made = element("span", { class: "print-dot", "aria-hidden": "true" });
  made.style.background = colour;
  return made;
}

/** The group or the colour that a place counts as. */
const named = (row: Row, by: By): string | null => (by === "group" ? row.group : (row.colour?.name ?? null));

function list(state: State, by: By, entries: LegendEntry[], collected: Collected | null): HTMLElement[] {
  if (!collected) return [element("p", {}, t.print.byItself)];
  const { rows, total } = collected;
  const [shown, all] = [count(rows.length, locale), count(total, locale)];
  const parts = new Map<string | null, Row[]>();
  for (const row of rows) {
    const part = parts.get(named(row, by));
    if (part) part.push(row);
    else parts.set(named(row, by), [row]);
  }
  return [
    element("p", { class: "print-amount" }, rows.length < total ? t.print.cut(shown, all) : t.places(total, all)),
    ...entries.map((entry) => table(by, entry, parts.get(entry.name) ?? [], state)),
  ];
}

function table(by: By, entry: LegendEntry, rows: Row[], state: State): HTMLElement {
  const titles = [t.print.place, t.details.coordinates, t.details.radius, ...(state.facts.value.features.groups ? [t.details.groups] : [])];
  const cells = (row: Row): HTMLElement[] => [
    element("td", {}, row.name ? name(row.name) : t.list.noName),
    element("td", {}, row.lat === null || row.lon === null ? t.list.noPosition : coordinates(row.lat, row.lon)),
    element("td", {}, row.radius_m > 0 ? distance(row.radius_m, locale) : ""),
    ...(state.facts.value.features.groups ? [element("td", {}, ...commas(row.groups))] : []),
  ];
  return element(
    "table",
    {},
    element("caption", {}, element("h2", {}, entryTitle(by, entry), ` (${count(rows.length, locale)})`)),
    element("thead", {}, element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, title)))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells(row)))),
  );
}
