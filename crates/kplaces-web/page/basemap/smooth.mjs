// The 1:50m waters are coarse next to the 1:10m land. Cutting corners (Chaikin, twice) makes them look drawn instead of chopped.

const ROUNDS = 2;

/** The path with its corners cut. A closed ring stays closed, an open line keeps its ends. */
export function smooth(path) {
  const closed = path[0][0] === path.at(-1)[0] && path[0][1] === path.at(-1)[1];
  let points = path;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = closed ? [] : [points[0]];
    for (let i = 0; i + 1 < points.length; i += 1) {
      next.push(mix(points[i], points[i + 1], 0.25), mix(points[i], points[i + 1], 0.75));
    }
    next.push(closed ? next[0] : points.at(-1));
    points = next;
  }
  return points;
}

const mix = ([x1, y1], [x2, y2], t) => [x1 + (x2 - x1) * t, y1 + (y2 - y1) * t];
