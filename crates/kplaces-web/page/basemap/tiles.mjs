// Makes the tiles of the basemap from Natural Earth and GeoNames, both taken from npm packages.
import { GeoJSONVT } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";

import { borders } from "./borders.mjs";
import { cities } from "./cities.mjs";
import { countries } from "./countries.mjs";
import { land } from "./land.mjs";
import { lakes } from "./lakes.mjs";
import { rivers } from "./rivers.mjs";
import { compact } from "./compact.mjs";

export const MAX_ZOOM = 6;
const EXTENT = 4096;

// The land keeps a wide buffer: the page draws the coast as a broad soft line along it.
const LAYERS = [
  { name: "land", features: land, buffer: 128 },
  { name: "lakes", features: lakes, buffer: 64 },
  { name: "rivers", features: rivers, buffer: 64 },
  { name: "borders", features: borders, buffer: 64 },
  { name: "countries", features: countries, buffer: 0 },
  { name: "cities", features: cities, buffer: 0 },
];

/** Map of "z/x/y" to the bytes of the tile (not yet gzipped); empty tiles are left out. */
export function basemapTiles() {
  const tiles = new Map();
  for (const layer of LAYERS) {
    const features = layer.features();
    for (const { floor, index } of indexes(features, layer)) {
      for (const [z, x, y] of allTiles(floor)) {
        const tile = index.getTile(z, x, y);
        const kept = compact(tile?.features ?? []);
        if (kept.length === 0) continue;
        const key = `${z}/${x}/${y}`;
        const layers = tiles.get(key) ?? {};
        (layers[layer.name] ??= { features: [] }).features.push(...kept);
        tiles.set(key, layers);
      }
    }
  }
  return new Map([...tiles].map(([key, layers]) => [key, fromGeojsonVt(layers, { version: 2, extent: EXTENT })]));
}

function* allTiles(floor) {
  for (let z = floor; z <= MAX_ZOOM; z += 1) {
    for (let x = 0; x < 2 ** z; x += 1) {
      for (let y = 0; y < 2 ** z; y += 1) yield [z, x, y];
    }
  }
}

// One index for all features that appear at the same zoom, so that a tile holds nothing it will not show.
function indexes(features, { buffer }) {
  const byFloor = groupBy(features, floorOf);
  return [...byFloor].sort(([a], [b]) => a - b).map(([floor, group]) => ({
    floor,
    index: new GeoJSONVT(
      { type: "FeatureCollection", features: group },
      // One zoom more than is cut: at its last zoom geojson-vt would not simplify at all.
      { maxZoom: MAX_ZOOM + 1, indexMaxZoom: MAX_ZOOM, indexMaxPoints: 0, tolerance: 4, extent: EXTENT, buffer },
    ),
  }));
}

const floorOf = (feature) => Math.min(feature.floor ?? 0, MAX_ZOOM);

function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
