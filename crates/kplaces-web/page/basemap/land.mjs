// The land: all polygons of Natural Earth, made to run on across 180 degrees.
import { feature } from "topojson-client";

import { LAND } from "./sources.mjs";
import { uncut } from "./date-line.mjs";

export function land() {
  const [{ geometry }] = feature(LAND, LAND.objects.land).features;
  return uncut(geometry.coordinates).map((coordinates) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "Polygon", coordinates },
  }));
}
