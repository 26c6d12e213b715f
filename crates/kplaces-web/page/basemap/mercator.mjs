// The whole world is one square of side 1, as in the tiles.

export const x = (lon) => lon / 360 + 0.5;
export const y = (lat) => {
  const sine = Math.sin((lat * Math.PI) / 180);
  return Math.min(Math.max(0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI, 0), 1);
};
export const lon = (x) => (x - 0.5) * 360;
export const lat = (y) => (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;

/** Pixels across the world at zoom 0 (512 px tiles). */
export const WORLD_PX = 512;

export const ringArea = (ring) => Math.abs(ring.reduce((sum, [x1, y1], i) => {
  const [x2, y2] = ring[(i + 1) % ring.length];
  return sum + (x1 * y2 - x2 * y1);
}, 0)) / 2;
