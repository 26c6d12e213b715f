import type { At } from "./model.ts";

const RADIAN = Math.PI / 180;
const EARTH_M = 6_371_008.8;

/** Metres along the globe. */
export function metres(from: At, to: At): number {
  const across = Math.sin(((to.lat - from.lat) * RADIAN) / 2);
  const along = Math.sin(((to.lon - from.lon) * RADIAN) / 2);
  const h = across ** 2 + Math.cos(from.lat * RADIAN) * Math.cos(to.lat * RADIAN) * along ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The direction to set out in, in degrees clockwise from north. */
export function bearing(from: At, to: At): number {
  const turn = (to.lon - from.lon) * RADIAN;
  const a = from.lat * RADIAN;
  const b = to.lat * RADIAN;
  const y = Math.sin(turn) * Math.cos(b);
  const x = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(turn);
  return (Math.atan2(y, x) / RADIAN + 360) % 360;
}

/** A circle on the globe as the corners of a polygon, first and last the same. */
export function circle(at: At, radius: number, corners = 72): [number, number][] {
  const d = radius / EARTH_M;
  const lat = at.lat * RADIAN;
  return Array.from({ length: corners + 1 }, (_, corner) => {
    const turn = ((corner % corners) / corners) * 2 * Math.PI;
    const sine = Math.sin(lat) * Math.cos(d) + Math.cos(lat) * Math.sin(d) * Math.cos(turn);
    const shift = Math.atan2(
      Math.sin(turn) * Math.sin(d) * Math.cos(lat),
      Math.cos(d) - Math.sin(lat) * sine,
    );
    return [at.lon + shift / RADIAN, Math.asin(sine) / RADIAN];
  });
}
