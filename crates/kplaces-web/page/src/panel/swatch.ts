import { element } from "../element.ts";
import type { By, Facts, LegendEntry, Row } from "../model.ts";
import { sharesGrey } from "./legend.ts";

const GREY = "#64748b";

function entryOf(row: Row, by: By, facts: Facts): LegendEntry | undefined {
  const name = by === "group" ? row.group : (row.colour?.name ?? null);
  return facts.legend[by].find((entry) => entry.name === name);
}

/** The colour of a place in the list, the same as on the map. */
export function swatch(row: Row, by: By, facts: Facts): string {
  const none = facts.legend[by].find((entry) => entry.name === null)?.rgb ?? GREY;
  if (by === "colour") return row.colour?.rgb ?? none;
  return entryOf(row, by, facts)?.rgb ?? none;
}

/** The dot of a place; only an outline where its group has no colour of its own. */
export function rowDot(row: Row, by: By, facts: Facts, more = ""): HTMLElement {
  const dot = element("span", { class: `dot ${more}`.trim(), "aria-hidden": "true" });
  const entry = by === "group" ? entryOf(row, by, facts) : undefined;
  if (entry && sharesGrey(entry, facts)) dot.classList.add("shared");
  else dot.style.background = swatch(row, by, facts);
  return dot;
}
