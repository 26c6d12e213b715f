// A way that was gone, and where its alerts would have been told.

import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as GLMap } from "maplibre-gl";

import type { Tour } from "../model.ts";
import type { Tones } from "./themes.ts";

export const TOUR = "tour";

const MARKS = "tour-marks";

/** Under the places, which stay to be pressed. */
export function tourWay(tones: Tones): LayerSpecification {
  return {
    id: "tour-way",
    type: "line",
    source: TOUR,
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": tones.hit, "line-width": 4, "line-opacity": 0.65 },
  };
}

/** Hollow where a place comes near, filled where it is reached, small where it is left. */
export function tourMarks(tones: Tones): LayerSpecification {
  const by = (approaching: unknown, arrived: unknown, left: unknown): ExpressionSpecification =>
    ["match", ["get", "e"], "approaching", approaching, "arrived", arrived, left] as ExpressionSpecification;
  return {
    id: MARKS,
    type: "circle",
    source: TOUR,
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": by(8, 8, 5),
      "circle-color": by(tones.rim, tones.hit, tones.rim),
      "circle-stroke-color": tones.hit,
      "circle-stroke-width": by(4, 3, 2) as unknown as number,
    },
  };
}

/** Draws it; who presses a mark wants to see its place. */
export function showTour(map: GLMap, tour: Tour, open: (key: string) => void): void {
  map.getSource<GeoJSONSource>(TOUR)?.setData({
    type: "FeatureCollection",
    features: [
      ...tour.parts.map((coordinates) => feature({ type: "LineString", coordinates }, {})),
      ...tour.alerts.map(({ at, event, key }) => feature({ type: "Point", coordinates: at }, { e: event, k: key })),
    ],
  });
  map.on("click", MARKS, ({ features }) => {
    const key: unknown = features?.[0]?.properties["k"];
    if (typeof key === "string") open(key);
  });
}

/** West, south, east, north. */
export function tourBounds({ parts }: Tour): [number, number, number, number] | null {
  const all = parts.flat();
  if (all.length === 0) return null;
  const [longitudes, latitudes] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  // Of very many, which are too many for the arguments of a function.
  const least = (numbers: number[]): number => numbers.reduce((a, b) => Math.min(a, b));
  const most = (numbers: number[]): number => numbers.reduce((a, b) => Math.max(a, b));
  return [least(longitudes), least(latitudes), most(longitudes), most(latitudes)];
}

function feature(geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature {
  return { type: "Feature", properties, geometry };
}
