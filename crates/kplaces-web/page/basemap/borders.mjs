// Land borders: lines that two countries share, never the coast.
import { mesh } from "topojson-client";

import { atlas } from "./atlas.mjs";

// Borders that are not agreed; the page dashes them. With a box only the part inside it counts.
const DISPUTED = [
  ["Kosovo", "Serbia"],
  ["Morocco", "W. Sahara"],
  ["Israel", "Palestine"],
  ["Israel", "Syria"],
  ["Somalia", "Somaliland"],
  ["Cyprus", "N. Cyprus"],
  ["India", "Pakistan", [73.2, 32.4, 78, 37.2]],
  ["India", "China", [77, 32, 80.5, 37]],
  ["India", "China", [91.4, 26, 97.6, 30]],
  ["India", "Siachen Glacier"],
  ["Pakistan", "Siachen Glacier"],
  ["China", "Siachen Glacier"],
  ["S. Sudan", "Sudan", [27.5, 9.2, 30, 10.8]],
];

const between = (pair, a, b) => pair.includes(a.properties.name) && pair.includes(b.properties.name);

export function borders() {
  const { topology, countries } = atlas();
  const lines = [];
  const take = (filter, draw) => lines.push(...mesh(topology, countries, (a, b) => a !== b && filter(a, b)).coordinates.flatMap(draw));
  take((a, b) => !DISPUTED.some((each) => between(each, a, b)), (line) => [border(line, false)]);
  const pairs = new Map(DISPUTED.map(([a, b]) => [`${a}|${b}`, DISPUTED.filter((each) => each[0] === a && each[1] === b)]));
  for (const entries of pairs.values()) {
    const boxes = entries.map((entry) => entry[2]).filter(Boolean);
    const isDisputed = (point) => boxes.length === 0 || boxes.some((box) => inside(box, point));
    take((a, b) => between(entries[0], a, b), (line) => parts(line, isDisputed));
  }
  return lines;
}

const inside = ([west, south, east, north], [lon, lat]) => lon >= west && lon <= east && lat >= south && lat <= north;

function parts(line, isDisputed) {
  const out = [];
  let from = 0;
  for (let i = 1; i < line.length; i += 1) {
    const last = i === line.length - 1;
    if (!last && isDisputed(line[i]) === isDisputed(line[from])) continue;
    out.push(border(line.slice(from, i + 1), isDisputed(line[from])));
    from = i;
  }
  return out;
}

const border = (coordinates, disputed) => ({
  type: "Feature",
  properties: disputed ? { disputed: 1 } : {},
  geometry: { type: "LineString", coordinates },
});
