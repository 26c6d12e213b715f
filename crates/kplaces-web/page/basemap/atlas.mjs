// The countries of world-atlas, with the few pieces that a road map does not want as countries of their own.
import { feature } from "topojson-client";

import { CODES, COUNTRIES } from "./sources.mjs";

// Leased ground, bases and buffer zones: part of the country around them.
const PART_OF = {
  Baikonur: "Kazakhstan",
  "USNB Guantanamo Bay": "Cuba",
  Dhekelia: "Cyprus",
  Akrotiri: "Cyprus",
  "Cyprus U.N. Buffer Zone": "N. Cyprus",
};

// Natural Earth draws what is held; the map follows the General Assembly of the United Nations (resolution 68/262).
const CRIMEA = [34.3, 45.2];

const ALPHA2 = new Map(CODES.map(([alpha2, , numeric]) => [numeric, alpha2]));

let made;

/** The topology and its countries: a GeometryCollection where `a2` is set for every geometry that has an ISO code. */
export function atlas() {
  made ??= { topology: COUNTRIES, countries: { type: "GeometryCollection", geometries: countries() } };
  return made;
}

function countries() {
  const byName = new Map(COUNTRIES.objects.countries.geometries.map((each) => [each.properties.name, {
    type: "MultiPolygon",
    arcs: each.type === "Polygon" ? [each.arcs] : [...each.arcs],
    properties: { name: each.properties.name, a2: each.properties.name === "Kosovo" ? "XK" : ALPHA2.get(each.id) ?? null },
  }]));
  for (const [part, whole] of Object.entries(PART_OF)) {
    byName.get(whole).arcs.push(...byName.get(part).arcs);
    byName.delete(part);
  }
  moveCrimea(byName.get("Russia"), byName.get("Ukraine"));
  return [...byName.values()];
}

function moveCrimea(from, to) {
  const index = from.arcs.findIndex((arcs) => {
    const { geometry } = feature(COUNTRIES, { type: "Polygon", arcs });
    const lon = geometry.coordinates[0].map(([x]) => x);
    const lat = geometry.coordinates[0].map(([, y]) => y);
    return within(CRIMEA[0], lon) && within(CRIMEA[1], lat) && Math.max(...lon) < 40;
  });
  if (index < 0) throw new Error("world-atlas: no polygon of Crimea found");
  to.arcs.push(...from.arcs.splice(index, 1));
}

const within = (value, list) => value > Math.min(...list) && value < Math.max(...list);
