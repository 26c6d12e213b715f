// What is in a row of the list.

import { element, name } from "../element.ts";
import { distance } from "../format.ts";
import { bearing, metres } from "../geo.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import { goLink } from "./go.ts";
import type { Row } from "../model.ts";
import type { State } from "../state.ts";
import { rowDot } from "./swatch.ts";

/** Nearer than this there is no direction to tell. */
const HERE_M = 15;

/** In driver mode the list hears the presses of `.row-open`. */
export function rowContent(row: Row, drive: boolean, state: State): Node[] {
  const facts = state.facts.value;
  const dot = rowDot(row, state.by.value, facts);
  const words = element(
    "span",
    { class: "row-words" },
    element("span", { class: "row-name" }, row.name ? name(row.name) : t.list.noName),
    element("span", { class: "row-groups" }, ...commas(row.groups)),
  );
  const far = away(row, state);
  if (!drive) return [dot, words, far];
  return [
    element("button", { type: "button", class: "row-open" }, dot, words, far),
    ...(row.lat === null || !goes(state) ? [] : [goLink(row, state, "row-go", t.list.go)]),
  ];
}

/** Whether a row leads anywhere at once: not the nearest to a place where nobody is, unless that was asked for. */
export function goes(state: State): boolean {
  return state.here.value !== null || state.fromCentre.value || state.query.value !== "";
}

/** Names one after the other, each kept to itself. */
export function commas(names: string[]): (Node | string)[] {
  return names.flatMap((each, at) => (at === 0 ? [name(each)] : [", ", name(each)]));
}

function away(row: Row, state: State): HTMLElement {
  if (row.lat === null || row.lon === null) return element("span", { class: "row-far none" }, t.list.noPosition);
  // Without a map and a position there is nothing to be far from.
  if (!state.mapped.value && !state.here.value && !state.around.value) return element("span", { class: "row-far" });
  const to = { lat: row.lat, lon: row.lon };
  // In driver mode the order stays while the device moves; how far it is does not.
  const from = (state.moved.value && state.dot.value) ?? state.from;
  const far = state.moved.value ? metres(from, to) : (row.distance_m ?? metres(from, to));
  const arrow = icon("arrow");
  arrow.style.transform = `rotate(${Math.round(bearing(from, to))}deg)`;
  return element("span", { class: "row-far" }, distance(far, locale), far >= HERE_M && arrow);
}
