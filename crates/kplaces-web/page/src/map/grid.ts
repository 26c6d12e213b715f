// A fine grid of round metres, where Natural Earth has nothing to show any more.

import type { GeoJSONSource, LayerSpecification, Map as GLMap } from "maplibre-gl";

import type { Box } from "../model.ts";
import { zoomed } from "./expression.ts";
import { gridLines, gridStep, metresPerPixel } from "./grid-step.ts";
import type { Tones } from "./themes.ts";

export const GRID = "grid";
export const GRID_FROM = 8.5;
export const NOTHING = { type: "FeatureCollection" as const, features: [] };

export function gridLayer(tones: Tones): LayerSpecification {
  return {
    id: "grid",
    type: "line",
    source: GRID,
    minzoom: GRID_FROM,
    paint: {
      "line-color": tones.grid,
      "line-width": 1,
      "line-opacity": zoomed(GRID_FROM, 0, GRID_FROM + 1.5, 0.17),
    },
  };
}

/** Keeps the lines where the map looks; `label` gets the step, or `null` where no grid is. */
export function keepGrid(map: GLMap, label: (step: number | null) => void): void {
  let drawn: { step: number; box: Box } | null = null;
  const draw = (): void => {
    const zoom = map.getZoom();
    if (zoom < GRID_FROM + 0.3) return label(null);
    // By the middle of a wide band, too: the step must not change in panning either.
    const lat = Math.round(map.getCenter().lat / 4) * 4;
    const step = gridStep(metresPerPixel(lat, zoom));
    label(step);
    const view = map.getBounds();
    const [west, south, east, north] = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    const inside =
      drawn?.step === step &&
      drawn.box[0] <= west && drawn.box[1] <= south && drawn.box[2] >= east && drawn.box[3] >= north;
    if (inside) return;
    const [x, y] = [(east - west) * 0.75, (north - south) * 0.75];
    drawn = { step, box: [west - x, south - y, east + x, north + y] };
    map.getSource<GeoJSONSource>(GRID)?.setData({
      type: "Feature",
      properties: {},
      geometry: { type: "MultiLineString", coordinates: gridLines(drawn.box, step) },
    });
  };
  map.on("moveend", draw);
  map.on("zoom", () => map.getZoom() < GRID_FROM + 0.3 && label(null));
  draw();
}
