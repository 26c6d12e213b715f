// Sea, land, borders, rivers, lakes and their names, from Natural Earth and GeoNames.

import type { ExpressionSpecification, LayerSpecification, VectorSourceSpecification } from "maplibre-gl";

import { countryName } from "./countries.ts";
import { growing, REGULAR, STRONG, zoomed } from "./expression.ts";
import type { Tones } from "./themes.ts";

const SOURCE = "basemap";

/** From here on the shapes are coarser than the picture. */
const COARSE_FROM = 9;

export function basemapSource(origin: string): VectorSourceSpecification {
  return { type: "vector", tiles: [`${origin}/basemap/{z}/{x}/{y}`], minzoom: 0, maxzoom: 6 };
}

export function surface(tones: Tones): LayerSpecification[] {
  const round = { "line-join": "round", "line-cap": "round" } as const;
  return [
    { id: "sea", type: "background", paint: { "background-color": tones.sea } },
    {
      id: "coast-glow",
      type: "line",
      source: SOURCE,
      "source-layer": "land",
      layout: round,
      paint: {
        "line-color": tones.glow,
        "line-width": zoomed(1, 4, 4, 12, 8, 24),
        "line-blur": zoomed(1, 4, 4, 11, 8, 22),
        "line-opacity": zoomed(7, 0.9, COARSE_FROM + 2, 0.4),
      },
    },
    { id: "land", type: "fill", source: SOURCE, "source-layer": "land", paint: { "fill-color": tones.land } },
    {
      id: "coast",
      type: "line",
      source: SOURCE,
      "source-layer": "land",
      layout: round,
      paint: {
        "line-color": tones.coast,
        "line-width": zoomed(2, 0.5, 8, 1.2),
        "line-opacity": zoomed(7, 0.9, COARSE_FROM + 3, 0.35),
      },
    },
    {
      id: "borders-band",
      type: "line",
      source: SOURCE,
      "source-layer": "borders",
      layout: round,
      paint: {
        "line-color": tones.border,
        "line-opacity": zoomed(6, 0.14, COARSE_FROM + 3, 0.07),
        "line-width": zoomed(2, 2, 5, 5, 9, 10),
      },
    },
    border("borders", ["!", ["has", "disputed"]], tones),
    { ...border("borders-disputed", ["has", "disputed"], tones, [3, 2.5]) },
    {
      id: "rivers",
      type: "line",
      source: SOURCE,
      "source-layer": "rivers",
      minzoom: 2,
      layout: round,
      paint: {
        "line-color": tones.river,
        "line-width": growing(3, ["-", 1.1, ["*", 0.11, ["get", "rank"]]], 9, ["max", 0.8, ["-", 4.4, ["*", 0.42, ["get", "rank"]]]]),
        "line-opacity": zoomed(2, 0.5, 4, 0.9, 8, 0.9, COARSE_FROM + 3, 0.35),
      },
    },
    { id: "lakes", type: "fill", source: SOURCE, "source-layer": "lakes", paint: { "fill-color": tones.sea } },
    {
      id: "lakes-shore",
      type: "line",
      source: SOURCE,
      "source-layer": "lakes",
      paint: { "line-color": tones.coast, "line-width": zoomed(3, 0.3, 8, 0.9), "line-opacity": 0.7 },
    },
  ];
}

function border(id: string, filter: ExpressionSpecification, tones: Tones, dash?: number[]): LayerSpecification {
  return {
    id,
    type: "line",
    source: SOURCE,
    "source-layer": "borders",
    filter,
    layout: { "line-join": "round" },
    paint: {
      "line-color": tones.border,
      "line-opacity": zoomed(6, 0.75, COARSE_FROM + 3, 0.4),
      "line-width": zoomed(2, 0.5, 5, 0.9, 9, 1.5),
      ...(dash ? { "line-dasharray": dash } : {}),
    },
  };
}

/** `dotted`: with a dot beside the name; without, a name of the streets map takes its place. */
export function labels(tones: Tones, locale: string, dotted: boolean): LayerSpecification[] {
  const german = locale.startsWith("de");
  const halo = { "text-halo-color": tones.halo, "text-halo-width": 1.4, "text-halo-blur": 0.5 };
  const population: ExpressionSpecification = ["-", 11, ["get", "rank"]];
  return [
    {
      id: "cities",
      type: "symbol",
      source: SOURCE,
      "source-layer": "cities",
      minzoom: 3,
      filter: [">=", ["zoom"], ["get", "z"]],
      layout: {
        "text-field": ["coalesce", ["get", german ? "name_de" : "name_en"], ["get", "name"]],
        "text-font": ["case", ["has", "capital"], ["literal", STRONG], ["literal", REGULAR]],
        "text-size": zoomed(
          3, ["interpolate", ["linear"], population, 1, 10, 10, 12],
          8, ["interpolate", ["linear"], population, 1, 11.5, 10, 17],
          12, ["interpolate", ["linear"], population, 1, 13, 10, 21],
        ),
        "symbol-sort-key": ["get", "rank"],
        "text-max-width": 8,
        "text-padding": 5,
        ...(dotted
          ? {
              "icon-image": ["case", ["has", "capital"], `town|capital|${tones.theme}`, `town|plain|${tones.theme}`],
              "icon-optional": ["step", ["zoom"], false, 9, true],
              // Beside the dot, and later, when the dot would say more than it knows, around the middle.
              "text-variable-anchor": ["step", ["zoom"], ["literal", ["left", "right", "top", "bottom"]], 9, ["literal", ["center", "top", "bottom"]]],
              "text-radial-offset": ["step", ["zoom"], 0.35, 9, 1.1],
              "text-justify": "auto",
            }
          : { "text-anchor": "center" }),
      },
      paint: {
        "text-color": tones.city,
        "text-opacity": zoomed(3, 0.75, 6, 0.92, 12, 0.92, 14, 0.5),
        "icon-opacity": ["step", ["zoom"], 0.85, 9, 0],
        ...halo,
      },
    },
    {
      id: "countries",
      type: "symbol",
      source: SOURCE,
      "source-layer": "countries",
      maxzoom: 7.5,
      filter: [">=", ["zoom"], ["get", "z"]],
      layout: {
        "text-field": countryName(locale),
        "text-font": STRONG,
        "text-letter-spacing": 0.18,
        "text-max-width": 7,
        "text-line-height": 1.25,
        "text-padding": 4,
        "text-size": zoomed(1, ["-", 11, ["*", 0.7, ["get", "rank"]]], 4, ["-", 15.5, ["*", 0.9, ["get", "rank"]]], 7, ["-", 21, ["get", "rank"]]),
        "symbol-sort-key": ["get", "rank"],
      },
      paint: {
        "text-color": tones.country,
        "text-opacity": zoomed(6, 0.9, 7.5, 0.25),
        ...halo,
        "text-halo-width": 1.6,
      },
    },
  ];
}
