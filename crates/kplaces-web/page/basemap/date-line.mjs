// Natural Earth cuts polygons at 180 degrees, and a coast line would be drawn along that cut. Here the parts are put together
// again and run on beyond 180 degrees, which geojson-vt wraps by itself.

const isAntarctic = (ring) => ring.some(([, lat]) => lat < -80);
const isCut = (ring) => ring.some((point, i) => i > 0 && onCut(point) && onCut(ring[i - 1]));
const onCut = ([lon]) => Math.abs(Math.abs(lon) - 180) < 0.001;

/** Polygons (lists of rings) that no longer end at the date line. */
export function uncut(polygons) {
  const whole = [];
  const parts = [];
  for (const polygon of polygons) {
    const [outer, ...holes] = polygon.map(runOn);
    if (isAntarctic(outer)) whole.push([antarctica(outer)]);
    else if (isCut(outer)) parts.push(...openPaths(outer).map((path) => ({ path, holes })));
    else whole.push([outer, ...holes]);
  }
  return [...whole, ...joined(parts)];
}

// Without the jump from one side of the map to the other.
function runOn(ring) {
  let turn = 0;
  return ring.map(([lon, lat], i) => {
    if (i > 0) {
      const step = lon - ring[i - 1][0];
      if (step > 180) turn -= 360;
      else if (step < -180) turn += 360;
    }
    return [lon + turn, lat];
  });
}

// The ring without its edges along the cut, and so that the cut is at 180 degrees, never at -180.
function openPaths(ring) {
  const east = Math.max(...extent(ring)) < 179.9 || Math.min(...extent(ring)) < -179.9 ? 360 : 0;
  const points = ring.slice(1).map(([lon, lat]) => [lon + east, lat]);
  const edgeAfter = (i) => onCut(points[i]) && onCut(points[(i + 1) % points.length]);
  const start = points.findIndex((_, i) => edgeAfter(i)) + 1;
  const paths = [];
  let path = [];
  for (let k = 0; k < points.length; k += 1) {
    const i = (start + k) % points.length;
    path.push(points[i]);
    if (!edgeAfter(i)) continue;
    if (path.length > 1) paths.push(path);
    path = [];
  }
  return paths;
}

const extent = (ring) => ring.reduce(([least, most], [lon]) => [Math.min(least, lon), Math.max(most, lon)], [Infinity, -Infinity]);

// Two paths belong together where one ends at the latitude at which the other begins.
function joined(parts) {
  const polygons = [];
  const left = [...parts];
  while (left.length > 0) {
    const { path, holes } = left.shift();
    const ring = [...path];
    const inside = [...holes];
    for (;;) {
      const gap = ({ path: [first] }) => Math.abs(first[1] - ring.at(-1)[1]);
      const next = [...left].sort((a, b) => gap(a) - gap(b))[0];
      if (!next || gap(next) >= Math.abs(ring.at(-1)[1] - ring[0][1])) break;
      left.splice(left.indexOf(next), 1);
      ring.push(...next.path.slice(1));
      inside.push(...next.holes);
    }
    polygons.push([[...ring, ring[0]], ...inside]);
  }
  return polygons;
}

// Antarctica runs once round the pole: let it overlap itself by a few degrees and close it below the last latitude of the map.
function antarctica(ring) {
  const round = ring.at(-1)[0] - ring[0][0];
  if (Math.abs(Math.abs(round) - 360) > 1) return ring;
  const eastward = round > 0 ? ring : [...ring].reverse();
  const copies = [-360, 0, 360].flatMap((turn) => eastward.slice(1).map(([lon, lat]) => [lon + turn, lat]));
  const coast = copies.filter(([lon]) => lon > -186 && lon < 186);
  return [...coast, [coast.at(-1)[0], -88], [coast[0][0], -88], coast[0]];
}
