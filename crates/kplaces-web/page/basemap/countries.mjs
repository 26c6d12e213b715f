// One label point for each country that has an ISO code, in the middle of its largest part.
import { feature } from "topojson-client";
import polylabel from "polylabel";

import { atlas } from "./atlas.mjs";
import * as mercator from "./mercator.mjs";

// A label needs about this much room (side of a square with the area of the country).
const ROOM_PX = 34;
const LAST_ZOOM = 7;
const UNLABELLED = new Set(["AQ", "TF", "HM", "GS", "UM", "IO"]);
// Where the middle of the largest part is not where one looks for the name.
const PLACED = {
  AU: [134.5, -24.8], BE: [4.75, 50.62], CA: [-108, 60], CL: [-70.6, -30.5], GB: [-1.6, 52.75], GR: [21.9, 39.4], HR: [16.4, 45.55], IT: [12.4, 43.0],
  NL: [5.65, 52.25], NO: [9.2, 61.4], RU: [96, 63], SE: [15.6, 62.6], US: [-98.5, 39.4], VN: [108.1, 14.2],
};

export function countries() {
  const { topology, countries } = atlas();
  const largest = new Map();
  for (const geometry of countries.geometries) {
    const { a2, name } = geometry.properties;
    if (!a2 || UNLABELLED.has(a2)) continue;
    for (const rings of feature(topology, geometry).geometry.coordinates) {
      const polygon = rings.map((ring) => ring.map(([lon, lat]) => [mercator.x(lon), mercator.y(lat)]));
      const area = mercator.ringArea(polygon[0]);
      if (area > (largest.get(a2)?.area ?? 0)) largest.set(a2, { a2, name, area, polygon });
    }
  }
  return [...largest.values()].map(label);
}

function label({ a2, name, area, polygon }) {
  const side = Math.sqrt(area) * mercator.WORLD_PX;
  const z = Math.min(Math.max(Math.ceil(Math.log2(ROOM_PX / side)), 0), LAST_ZOOM);
  const [x, y] = polylabel(polygon, Math.sqrt(area) / 100);
  const coordinates = PLACED[a2] ?? [mercator.lon(x), mercator.lat(y)];
  return {
    type: "Feature",
    floor: z,
    properties: { a2, name, rank: Math.min(Math.max(z, 1), 6), z },
    geometry: { type: "Point", coordinates },
  };
}
