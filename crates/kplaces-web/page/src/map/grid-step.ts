// Which lines a scale grid has. Pure, so that it can be tried without a map.

import type { Box } from "../model.ts";

const DEGREE_M = 111_195;
const PIXELS = 120;
/** The width of a degree counts for a whole band of latitudes, so that no line moves in panning. */
const BAND = 2;

/** The round number of metres (1, 2, 5, 10 …) whose lines are nearest to 120 px apart. */
export function gridStep(metresPerPixel: number): number {
  const wanted = metresPerPixel * PIXELS;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const steps = [1, 2, 5, 10].map((digit) => digit * power);
  return steps.reduce((best, step) =>
    Math.abs(Math.log(step / wanted)) < Math.abs(Math.log(best / wanted)) ? step : best,
  );
}

/** Metres in a pixel of MapLibre's map, whose world is 512 px wide at zoom 0. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (DEGREE_M * 360 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);
}

/** The lines of a box: each from west to east or from south to north. */
export function gridLines(box: Box, step: number): [number, number][][] {
  const [west, south, east, north] = box;
  const band = Math.floor((south + north) / 2 / BAND) * BAND + BAND / 2;
  const high = step / DEGREE_M;
  const wide = high / Math.cos((Math.min(84, Math.max(-84, band)) * Math.PI) / 180);
  const lines: [number, number][][] = [];
  for (let k = Math.ceil(south / high); k * high <= north; k += 1) {
    lines.push([[west, k * high], [east, k * high]]);
  }
  for (let k = Math.ceil(west / wide); k * wide <= east; k += 1) {
    lines.push([[k * wide, south], [k * wide, north]]);
  }
  return lines;
}
