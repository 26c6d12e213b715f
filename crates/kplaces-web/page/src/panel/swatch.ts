import type { By, Facts, Row } from "../model.ts";

/** The colour of a place in the list, the same as on the map. */
export function swatch(row: Row, by: By, facts: Facts): string {
  const none = facts.legend[by].find((entry) => entry.name === null)?.rgb ?? "#64748b";
  if (by === "colour") return row.colour?.rgb ?? none;
  return facts.legend.group.find((entry) => entry.name === row.group)?.rgb ?? none;
}
