import { Map as GLMap, prewarm, setWorkerUrl, type PaddingOptions } from "maplibre-gl";

import { answered, tiles } from "../api.ts";
import { t } from "../language.ts";
import { calm } from "../motion.ts";
import type { Box } from "../model.ts";
import type { State } from "../state.ts";
import { WORKER } from "../trusted.ts";
import { keepPictures } from "./donuts.ts";
import { style, type Look } from "./style.ts";

/** Europe, as long as there is no place to show. */
const SOMEWHERE: Box = [-9, 36, 30, 60];

/** As near as the first picture goes, however close together the places are. */
const CLOSEST = 13;

/** Around a place that is alone the country is to be seen, or nobody knows where it is. */
const COUNTRY = 5;
const ALONE_DEGREES = 0.001;

/** MapLibre needs WebGL2; some browsers have it switched off. */
export function canDraw(): boolean {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

/** Starts the workers while the page still asks for its facts. */
export function startWorkers(): void {
  setWorkerUrl(WORKER);
  prewarm();
}

export function corners([west, south, east, north]: Box): [[number, number], [number, number]] {
  return [[west, south], [east, north]];
}

/** How places are brought into view: with a little air around. */
export function fitting([west, south, east, north]: Box): { maxZoom: number; padding: number } {
  const alone = Math.max(east - west, north - south) < ALONE_DEGREES;
  return { maxZoom: alone ? COUNTRY : CLOSEST, padding: 44 };
}

export function create(
  container: HTMLElement,
  state: State,
  look: Look,
  padding: PaddingOptions,
): GLMap {
  const facts = state.facts.value;
  const { origin } = location;
  const map = new GLMap({
    container,
    style: style(look, origin, tiles(origin, facts.revision, state.by.value, state.filter.value)),
    maxZoom: 20,
    minZoom: 1,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    fadeDuration: calm() ? 0 : 160,
    refreshExpiredTiles: false,
    locale: { "Map.Title": t.map },
  });
  map.setPadding(padding);
  const bounds = facts.bounds ?? SOMEWHERE;
  map.fitBounds(corners(bounds), { ...fitting(bounds), animate: false });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const forget = keepPictures(map, (by) => state.facts.value.swatches[by === "group" ? "group" : "colour"]);
  state.facts.watch((facts, before) => {
    for (const by of ["group", "colour"] as const) {
      if (facts.swatches[by].join() !== before.swatches[by].join()) forget(by);
    }
  });
  // A tile of a revision that has just passed is refused; the next `facts` event brings the new
  // ones. Without a listener MapLibre writes to the console.
  map.on("error", (event) => {
    const { error, tile } = event as { error?: { status?: number }; tile?: { actor?: unknown } };
    answered(error?.status ?? 0);
    // Asked for anew, a tile that has failed waits for the worker that had it, which does nothing any more.
    if (tile) delete tile.actor;
    // A map whose last tile has failed draws no more, and is never loaded.
    map.triggerRepaint();
  });
  return map;
}
