// A streets file of the user's own, in the schema of Protomaps (version 4) or OpenMapTiles. One calm
// style serves both: what one schema calls differently is just another layer.

import {
  addProtocol,
  type ExpressionSpecification,
  type LayerSpecification,
  type VectorSourceSpecification,
} from "maplibre-gl";
import { PMTiles, Protocol } from "pmtiles";

import { plain } from "../format.ts";
import type { Streets } from "../model.ts";
import { growing, REGULAR, STRONG, zoomed } from "./expression.ts";
import type { Tones } from "./themes.ts";

const SOURCE = "streets";

/** Below, Natural Earth is the better picture. */
const FROM = 7;

export interface StreetsFile {
  source: VectorSourceSpecification;
  maxzoom: number;
  /** The layers it has. */
  layers: string[];
  /** Whom the file itself names, as plain text. */
  attribution: string | null;
}

/** Opens the file; `null` where it cannot be read. */
export async function openStreets(origin: string, streets: Streets): Promise<StreetsFile | null> {
  const url = `${origin}/streets.pmtiles`;
  const file = new PMTiles(url);
  try {
    const metadata = ((await file.getMetadata()) ?? {}) as Metadata;
    const protocol = new Protocol();
    protocol.add(file);
    addProtocol("pmtiles", protocol.tile);
    const { attribution } = metadata;
    return {
      source: { type: "vector", url: `pmtiles://${url}` },
      maxzoom: streets.maxzoom,
      layers: metadata.vector_layers?.map(({ id }) => id) ?? [],
      attribution: typeof attribution === "string" ? plain(attribution) || null : null,
    };
  } catch {
    return null;
  }
}

interface Metadata {
  attribution?: unknown;
  vector_layers?: { id: string }[];
}

type Filter = ExpressionSpecification;

const oneOf = (key: string, ...values: string[]): Filter => ["in", ["get", key], ["literal", values]];

/** Kinds of roads from large to small, as the two schemas name them. */
const ROADS = [
  { id: "path", kinds: ["path", "track"], from: 13, width: [13, 0.5, 18, 4], path: true },
  { id: "minor", kinds: ["minor_road", "minor", "service", "other"], from: 12, width: [12, 0.4, 14, 2, 18, 16] },
  { id: "middle", kinds: ["tertiary", "secondary", "medium_road"], from: 10, width: [10, 0.6, 14, 4, 18, 22] },
  { id: "major", kinds: ["major_road", "primary", "trunk"], from: 8, width: [8, 0.7, 12, 2.4, 14, 5.5, 18, 26] },
  { id: "motorway", kinds: ["highway", "motorway"], from: 6, width: [6, 0.8, 10, 2.2, 14, 7, 18, 30] },
];

/** The layers that the file has; the others would only cost time. */
export function streetsLayers(streets: StreetsFile, tones: Tones): LayerSpecification[] {
  const from = Math.min(FROM, streets.maxzoom);
  const make = (
    id: string,
    layer: string,
    zoom: number,
    rest: Record<string, unknown>,
    filter?: Filter,
  ): LayerSpecification[] =>
    streets.layers.includes(layer)
      ? [
          {
            id: `streets-${layer}-${id}`,
            source: SOURCE,
            "source-layer": layer,
            minzoom: Math.max(from, zoom),
            ...(filter ? { filter } : {}),
            ...rest,
          } as LayerSpecification,
        ]
      : [];
  const area = (colour: string, opacity: number | ExpressionSpecification = 1): Record<string, unknown> => ({
    type: "fill",
    paint: { "fill-color": colour, "fill-opacity": opacity },
  });
  const shape = (id: string): Filter => ["==", ["geometry-type"], id];
  const fading = zoomed(from, 0, from + 1, 1);

  const green = ["park", "forest", "wood", "grass", "meadow", "nature_reserve", "cemetery", "garden", "golf_course", "scrub", "farmland", "grassland", "orchard", "vineyard", "allotments"];
  const built = ["residential", "commercial", "industrial", "urban_area", "hospital", "school", "university", "retail", "railway", "suburb"];

  const roads = (layer: string, key: string): LayerSpecification[] => [
    ...make("rail", layer, 10, {
      type: "line",
      paint: { "line-color": tones.rail, "line-width": zoomed(10, 0.5, 16, 1.6), "line-dasharray": [4, 2] },
    }, oneOf(key, "rail")),
    ...ROADS.filter(({ path }) => !path).flatMap(({ id, kinds, from: zoom, width }) =>
      make(`${id}-edge`, layer, zoom + 1, {
        type: "line",
        layout: { "line-join": "round", "line-cap": "round" },
        paint: {
          "line-color": id === "motorway" ? tones.motorwayEdge : tones.streetEdge,
          "line-width": growing(...width.map((value, at) => (at % 2 === 0 ? value : value + 1.6))),
        },
      }, oneOf(key, ...kinds)),
    ),
    ...ROADS.flatMap(({ id, kinds, from: zoom, width, path }) =>
      make(id, layer, zoom, {
        type: "line",
        layout: { "line-join": "round", "line-cap": "round" },
        paint: {
          "line-color": path ? tones.path : id === "motorway" ? tones.motorway : tones.street,
          "line-width": growing(...width),
          ...(path ? { "line-dasharray": [2, 1.5] } : {}),
        },
      }, oneOf(key, ...kinds)),
    ),
  ];

  return [
    ...make("land", "earth", from, area(tones.land, fading), shape("Polygon")),
    ...make("built", "landuse", 8, area(tones.built), ["any", oneOf("kind", ...built), oneOf("class", ...built)]),
    ...make("green", "landuse", 8, area(tones.green), ["any", oneOf("kind", ...green), oneOf("class", ...green)]),
    ...make("green", "landcover", from, area(tones.green, 0.7), ["any", oneOf("kind", ...green), oneOf("class", ...green)]),
    ...make("green", "park", 8, area(tones.green, 0.5), shape("Polygon")),
    ...make("area", "water", from, area(tones.sea, fading), shape("Polygon")),
    ...["water", "waterway"].flatMap((layer) =>
      make("line", layer, 9, {
        type: "line",
        paint: { "line-color": tones.river, "line-width": growing(9, 0.6, 14, 2, 18, 6) },
      }, shape("LineString")),
    ),
    ...["buildings", "building"].flatMap((layer) =>
      make("area", layer, 13, area(tones.building, zoomed(13, 0, 14.5, 0.9)), shape("Polygon")),
    ),
    ...roads("roads", "kind"),
    ...roads("transportation", "class"),
    ...make("line", "boundaries", from, {
      type: "line",
      paint: { "line-color": tones.border, "line-opacity": 0.45, "line-width": 1, "line-dasharray": [4, 2] },
    }, ["<=", ["coalesce", ["get", "kind_detail"], 2], 4]),
    ...make("line", "boundary", from, {
      type: "line",
      paint: { "line-color": tones.border, "line-opacity": 0.45, "line-width": 1, "line-dasharray": [4, 2] },
    }, ["<=", ["coalesce", ["get", "admin_level"], 2], 4]),
  ];
}

/** Names of streets and of what is between. */
export function streetsLabels(streets: StreetsFile, tones: Tones, locale: string): LayerSpecification[] {
  const name: ExpressionSpecification = [
    "coalesce",
    ["get", locale.startsWith("de") ? "name:de" : "name:en"],
    ["get", "name"],
    "",
  ];
  const halo = { "text-halo-color": tones.halo, "text-halo-width": 1.5 };
  const make = (layer: string, along: boolean): LayerSpecification[] =>
    streets.layers.includes(layer)
      ? [
          {
            id: `streets-${layer}-names`,
            type: "symbol",
            source: SOURCE,
            "source-layer": layer,
            minzoom: along ? 13 : Math.min(8, streets.maxzoom),
            ...(along ? {} : { filter: ["!", ["any", oneOf("kind", "country", "region"), oneOf("class", "country", "state", "continent")]] }),
            layout: {
              "text-field": name,
              "text-font": along ? REGULAR : STRONG,
              "text-size": along ? zoomed(13, 10, 17, 13) : zoomed(8, 11, 14, 14),
              "text-max-width": 8,
              ...(along ? { "symbol-placement": "line", "symbol-spacing": 320 } : {}),
              "symbol-sort-key": ["coalesce", ["get", "sort_rank"], ["get", "rank"], 100],
            },
            paint: { "text-color": tones.city, "text-opacity": along ? 0.85 : 0.95, ...halo },
          } as LayerSpecification,
        ]
      : [];
  return [
    ...make("roads", true),
    ...make("transportation_name", true),
    ...make("places", false),
    ...make("place", false),
  ];
}
