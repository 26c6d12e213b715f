// Where the device is: a dot, and a circle as wide as the browser is unsure.

import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as GLMap } from "maplibre-gl";

import { circle } from "../geo.ts";
import type { Here } from "../model.ts";
import { NOTHING } from "./grid.ts";
import type { Tones } from "./themes.ts";

export const HERE = "here";

/** Under the places, which stay readable in it. */
export function hereArea(tones: Tones): LayerSpecification {
  return { id: "here-area", type: "fill", source: HERE, paint: { "fill-color": tones.here, "fill-opacity": 0.12 } };
}

/** Above all, since it is what a driver looks for first. */
export function hereDot(tones: Tones): LayerSpecification[] {
  const point: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
  return [
    {
      id: "here-glow",
      type: "circle",
      source: HERE,
      filter: point,
      paint: { "circle-color": tones.here, "circle-radius": 18, "circle-blur": 0.6, "circle-opacity": 0.35 },
    },
    {
      id: "here-dot",
      type: "circle",
      source: HERE,
      filter: point,
      paint: {
        "circle-color": tones.here,
        "circle-radius": 7.5,
        "circle-stroke-color": tones.rim,
        "circle-stroke-width": 3,
      },
    },
  ];
}

export function showHere(map: GLMap, here: Here | null): void {
  const source = map.getSource<GeoJSONSource>(HERE);
  if (!here) return void source?.setData(NOTHING);
  source?.setData({
    type: "FeatureCollection",
    features: [
      {
        type: "Feature",
        properties: {},
        geometry: { type: "Polygon", coordinates: [circle(here, here.accuracy)] },
      },
      { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [here.lon, here.lat] } },
    ],
  });
}
