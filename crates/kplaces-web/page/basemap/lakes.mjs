// Lakes, ranked by size: 0 is the largest.
import { box, ownLakes, waters } from "./sources.mjs";
import * as mercator from "./mercator.mjs";
import { smooth } from "./smooth.mjs";

export function lakes() {
  const own = Object.values(ownLakes).filter(Array.isArray).map((ring) => ({ type: "Polygon", coordinates: [[...ring, ring[0]]] }));
  const boxes = own.map(box);
  const others = waters("lakes").map(({ geometry }) => geometry).filter((geometry) => !boxes.some((each) => overlaps(each, box(geometry))));
  return [...others, ...own].map((geometry) => {
    const rings = geometry.coordinates.map(smooth);
    const area = mercator.ringArea(rings[0].map(([lon, lat]) => [mercator.x(lon), mercator.y(lat)]));
    const side = Math.sqrt(area) * mercator.WORLD_PX;
    return {
      type: "Feature",
      properties: { rank: Math.min(Math.max(Math.round(Math.log2(8 / side)), 0), 9) },
      geometry: { type: "Polygon", coordinates: rings },
    };
  });
}

const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
