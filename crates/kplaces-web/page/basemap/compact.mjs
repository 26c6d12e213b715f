// geojson-vt rounds to the grid of the tile and leaves points that fall together; they cost bytes and draw nothing.

/** The features of a geojson-vt tile without doubled points, collapsed lines and rings without an area. */
export function compact(features) {
  const kept = [];
  for (const feature of features) {
    if (feature.type === 1) {
      kept.push(feature);
      continue;
    }
    const least = feature.type === 3 ? 4 : 2;
    const geometry = feature.geometry.map(withoutDoubles).filter((path) => path.length >= least);
    if (geometry.length > 0) kept.push({ ...feature, geometry });
  }
  return kept;
}

function withoutDoubles(path) {
  const out = [];
  for (const point of path) {
    const n = out.length;
    if (n > 0 && same(out[n - 1], point)) continue;
    // The middle one of three points on one horizontal or vertical line (tile edges give many of them).
    if (n > 1 && between(out[n - 2], out[n - 1], point)) out.pop();
    out.push(point);
  }
  return out;
}

const same = (a, b) => a[0] === b[0] && a[1] === b[1];

function between(a, b, c) {
  return (a[0] === b[0] && b[0] === c[0] && (b[1] - a[1]) * (c[1] - b[1]) > 0)
    || (a[1] === b[1] && b[1] === c[1] && (b[0] - a[0]) * (c[0] - b[0]) > 0);
}
