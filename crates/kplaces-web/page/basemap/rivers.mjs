// Rivers. The data has no ranks: the great ones are known by a town on their bank, the others go by their length.
import { banks, waters } from "./sources.mjs";
import { smooth } from "./smooth.mjs";

// Kilometres that make a rank, where the table says nothing.
const BY_LENGTH = [[2800, 2], [1600, 3], [900, 4], [450, 5], [0, 6]];
const NEAR_KM = 20;
const FIRST_ZOOM = { 1: 2, 2: 3, 3: 3, 4: 4, 5: 4, 6: 5 };

export function rivers() {
  const all = waters("rivers").map(({ geometry }) => {
    const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
    const km = lines.reduce((sum, line) => sum + length(line), 0);
    return { lines, rank: BY_LENGTH.find(([least]) => km >= least)[1] };
  });
  for (const [rank, towns] of Object.entries(banks)) {
    for (const [town, lon, lat] of towns) {
      const nearest = all
        .map((river) => ({ river, km: Math.min(...river.lines.flat().map((point) => distance(point, [lon, lat]))) }))
        .sort((a, b) => a.km - b.km)[0];
      if (nearest.km > NEAR_KM) throw new Error(`rivers.json: no river near ${town} (the nearest is ${nearest.km.toFixed()} km away)`);
      nearest.river.rank = Number(rank);
    }
  }
  return all.map(({ lines, rank }) => ({
    type: "Feature",
    floor: FIRST_ZOOM[rank],
    properties: { rank },
    geometry: { type: "MultiLineString", coordinates: lines.map(smooth) },
  }));
}

const length = (line) => line.slice(1).reduce((sum, point, i) => sum + distance(line[i], point), 0);

function distance([lon1, lat1], [lon2, lat2]) {
  const east = (lon2 - lon1) * Math.cos(((lat1 + lat2) / 2) * (Math.PI / 180));
  return Math.hypot(east, lat2 - lat1) * 111.2;
}
