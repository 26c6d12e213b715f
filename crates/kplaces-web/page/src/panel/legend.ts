// What the entries of the legend are called, and which of them have a colour of their own.

import { name } from "../element.ts";
import { t } from "../language.ts";
import type { By, Facts, LegendEntry } from "../model.ts";

/** The swatch of everything that has no colour of its own. */
export const OTHERS = 16;

/** Whether an entry is grey as others are, so that its colour says nothing. */
export function sharesGrey(entry: LegendEntry, facts: Facts): boolean {
  return entry.swatch === OTHERS && facts.legend.group.filter(({ swatch }) => swatch === OTHERS).length > 1;
}

export function entryTitle(by: By, entry: LegendEntry): Node | string {
  if (entry.name === null) return by === "group" ? t.filter.noGroup : t.filter.noColour;
  return by === "colour" ? colourName(entry.name) : name(entry.name);
}

/** WEBFLEET's name of a colour in the page's language; an unknown one as it is. */
export function colourName(colour: string): Node | string {
  return (t.colours as Record<string, string>)[colour] ?? name(colour);
}
