// The places themselves: donuts of many, dots of one, rings of the radius, and what is picked out.

import type { ExpressionSpecification, LayerSpecification, VectorSourceSpecification } from "maplibre-gl";

import type { By } from "../model.ts";
import { CLUSTER_LINE_HEIGHT, clusterNumber, clusterNumberSize } from "./cluster-number.ts";
import { STRONG, zoomed } from "./expression.ts";
import type { Tones } from "./themes.ts";

export const PLACES = "places";
export const SELECTED = "selected";
export const HITS = "hits";
export const CLUSTER_LAYER = "clusters";
export const DOT_LAYER = "dots";
export const NAMES_LAYER = "names";

/** Places are cut to zoom 18; a click on a cluster beyond shows the list. */
export const DEEPEST = 18;

const NAMES_FROM = 12;

export function placesSource(tiles: string): VectorSourceSpecification {
  return { type: "vector", tiles: [tiles], minzoom: 0, maxzoom: DEEPEST };
}

/** The picture of a cluster; its size and mix come with the tile. */
export function clusterPicture(tones: Tones, by: By): ExpressionSpecification {
  return ["concat", `${tones.theme}|${by}|`, ["get", "i"]];
}

const dotRadius = zoomed(3, 3.4, 9, 5, 14, 7.5, 18, 9);
const dotRim = zoomed(3, 1.2, 14, 2.2);

export function rings(tones: Tones): LayerSpecification[] {
  const source = { source: PLACES, "source-layer": "rings" };
  return [
    {
      id: "rings-area",
      type: "fill",
      ...source,
      paint: { "fill-color": ["get", "c"], "fill-opacity": 0.12, "fill-antialias": false },
    },
    {
      id: "rings-line",
      type: "line",
      ...source,
      paint: {
        "line-color": ["get", "c"],
        "line-opacity": tones.theme === "dark" ? 0.85 : 0.7,
        "line-width": 1.4,
        "line-dasharray": [3, 2],
      },
    },
    {
      id: "selected-area",
      type: "fill",
      source: SELECTED,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": ["get", "c"], "fill-opacity": 0.16 },
    },
    {
      id: "selected-line",
      type: "line",
      source: SELECTED,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "line-color": ["get", "c"], "line-width": 2 },
    },
  ];
}

export function dots(tones: Tones, by: By, locale: string): LayerSpecification[] {
  const point: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
  return [
    {
      id: "dots-shadow",
      type: "circle",
      source: PLACES,
      "source-layer": "places",
      paint: {
        "circle-color": tones.shadow,
        "circle-opacity": tones.theme === "dark" ? 0.5 : 0.24,
        "circle-blur": 0.8,
        "circle-radius": zoomed(3, 5.5, 14, 12),
        "circle-translate": [0, 1.5],
      },
    },
    {
      id: "hits",
      type: "circle",
      source: HITS,
      paint: {
        "circle-color": tones.hit,
        "circle-opacity": 0.22,
        "circle-radius": zoomed(3, 9, 14, 15),
        "circle-stroke-color": tones.hit,
        "circle-stroke-width": 1.5,
        "circle-stroke-opacity": 0.8,
      },
    },
    {
      id: DOT_LAYER,
      type: "circle",
      source: PLACES,
      "source-layer": "places",
      paint: {
        "circle-color": ["get", "c"],
        "circle-radius": ["interpolate", ["linear"], ["zoom"], ...grown(dotRadius)] as ExpressionSpecification,
        "circle-stroke-color": tones.rim,
        "circle-stroke-width": dotRim,
      },
    },
    {
      // Nothing to see: it keeps the names of towns off the dots.
      id: "room",
      type: "symbol",
      source: PLACES,
      "source-layer": "places",
      layout: { "icon-image": "room", "icon-allow-overlap": true, "icon-padding": 0 },
    },
    {
      id: NAMES_LAYER,
      type: "symbol",
      source: PLACES,
      "source-layer": "places",
      minzoom: NAMES_FROM,
      layout: {
        "text-field": ["coalesce", ["get", "n"], ""],
        "text-font": STRONG,
        "text-size": 12,
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": 0.95,
        "text-justify": "auto",
        "text-max-width": 10,
        "text-optional": true,
      },
      paint: { "text-color": tones.number, "text-halo-color": tones.halo, "text-halo-width": 1.8 },
    },
    {
      id: CLUSTER_LAYER,
      type: "symbol",
      source: PLACES,
      "source-layer": "clusters",
      layout: {
        "icon-image": clusterPicture(tones, by),
        // Always shown, while names of towns keep out of the way.
        "icon-allow-overlap": true,
        "icon-ignore-placement": false,
        "icon-padding": 0,
        "symbol-sort-key": ["get", "n"],
        "text-field": clusterNumber(locale),
        "text-font": STRONG,
        "text-size": clusterNumberSize,
        "text-line-height": CLUSTER_LINE_HEIGHT,
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": tones.number },
    },
    {
      id: "selected-glow",
      type: "circle",
      source: SELECTED,
      filter: point,
      paint: {
        "circle-color": ["get", "c"],
        "circle-opacity": 0.28,
        "circle-radius": zoomed(3, 15, 14, 22),
        "circle-blur": 0.35,
      },
    },
    {
      id: "selected-dot",
      type: "circle",
      source: SELECTED,
      filter: point,
      paint: {
        "circle-color": ["get", "c"],
        "circle-radius": zoomed(3, 7, 14, 10),
        "circle-stroke-color": tones.select,
        "circle-stroke-width": 3,
      },
    },
    {
      id: "selected-name",
      type: "symbol",
      source: SELECTED,
      filter: point,
      layout: {
        "text-field": ["get", "n"],
        "text-font": STRONG,
        "text-size": 13,
        "text-anchor": "top",
        "text-offset": [0, 1.3],
        "text-max-width": 12,
        "text-allow-overlap": true,
      },
      paint: { "text-color": tones.number, "text-halo-color": tones.halo, "text-halo-width": 2 },
    },
  ];
}

/** The dot under the pointer is a little larger. */
function grown(radius: ExpressionSpecification): unknown[] {
  const stops = radius.slice(3);
  return stops.map((stop, at) =>
    at % 2 === 0
      ? stop
      : ["case", ["boolean", ["feature-state", "hover"], false], (stop as number) + 2.5, stop],
  );
}

