import type { LayerSpecification, Map as GLMap, StyleSpecification } from "maplibre-gl";

import type { By } from "../model.ts";
import { basemapSource, labels, surface } from "./basemap.ts";
import { GRID, gridLayer, NOTHING } from "./grid.ts";
import { HERE, hereArea, hereDot } from "./here.ts";
import { dots, HITS, PLACES, placesSource, rings, SELECTED } from "./places.ts";
import { streetsLabels, streetsLayers, type StreetsFile } from "./streets.ts";
import type { Tones } from "./themes.ts";
import { TOUR, tourMarks, tourWay } from "./tour.ts";

export interface Look {
  tones: Tones;
  by: By;
  locale: string;
  streets: StreetsFile | null;
}

/** All layers from the sea up. */
export function layers({ tones, by, locale, streets }: Look): LayerSpecification[] {
  return [
    ...surface(tones),
    // Under the streets: within their file nobody needs it.
    gridLayer(tones),
    ...(streets ? streetsLayers(streets, tones) : []),
    ...rings(tones),
    ...labels(tones, locale, !streets),
    ...(streets ? streetsLabels(streets, tones, locale) : []),
    hereArea(tones),
    tourWay(tones),
    ...dots(tones, by, locale),
    tourMarks(tones),
    ...hereDot(tones),
  ];
}

export function style(look: Look, origin: string, tiles: string): StyleSpecification {
  const own = { type: "geojson" as const, data: NOTHING };
  return {
    // Without `glyphs`, text is drawn from the page's own font.
    version: 8,
    sources: {
      basemap: basemapSource(origin),
      ...(look.streets ? { streets: look.streets.source } : {}),
      [GRID]: { ...own, buffer: 0, tolerance: 0 },
      [PLACES]: placesSource(tiles),
      [HITS]: own,
      [SELECTED]: { ...own, tolerance: 0.1 },
      [HERE]: own,
      [TOUR]: own,
    },
    layers: layers(look),
  };
}

/** Changes what differs from layer to layer, so that no tile is fetched again. */
export function restyle(map: GLMap, before: Look, after: Look): void {
  const old = new Map(layers(before).map((layer) => [layer.id, layer]));
  for (const layer of layers(after)) {
    const was = old.get(layer.id);
    for (const part of ["paint", "layout"] as const) {
      for (const [key, value] of Object.entries(layer[part] ?? {})) {
        const same = (was?.[part] as Record<string, unknown> | undefined)?.[key];
        if (JSON.stringify(same) === JSON.stringify(value)) continue;
        if (part === "paint") map.setPaintProperty(layer.id, key as never, value as never);
        else map.setLayoutProperty(layer.id, key as never, value as never);
      }
    }
  }
}
