// Towns and cities from GeoNames, thinned: at every zoom a label has room around it, and what shows once stays.
import { CITIES, names } from "./sources.mjs";
import * as mercator from "./mercator.mjs";

// Zoom, least population and least distance in pixels (at the start of that zoom) from any town already there.
const STEPS = [
  [2, 4_000_000, 60],
  [3, 1_000_000, 52],
  [4, 300_000, 50],
  [5, 90_000, 48],
  [6, 30_000, 48],
  [7, 10_000, 52],
  [8, 4_000, 60],
  [9, 2_000, 72],
  [10, 10_000, 56],
];
// Small places matter where people look closely; elsewhere the tiles stop at towns.
const EUROPE = { west: -25, south: 34, east: 45, north: 72 };
const LEAST_OUTSIDE = 20_000;
// Towns that show later carry their name and no facts, which halves what they weigh.
const LAST_WITH_FACTS = 6;
const BOROUGHS = new Set(["PPLX", "PPLQ", "PPLH", "PPLW", "PPLCH", "PPLR"]);

export function cities() {
  const taken = new Grid();
  const out = [];
  let waiting = candidates();
  for (const [zoom, least, distancePx] of STEPS) {
    const radius = distancePx / (mercator.WORLD_PX * 2 ** zoom);
    waiting = waiting.filter((city) => {
      if (city.weight < least || taken.hasNear(city, radius)) return true;
      taken.add(city);
      out.push(feature(city, zoom));
      return false;
    });
  }
  return out;
}

function candidates() {
  checkNames();
  return CITIES
    .filter((city) => !BOROUGHS.has(city.featureCode) && !names.skip.includes(key(city)) && !isNumbered(city))
    .map((city) => {
      const [lon, lat] = city.loc.coordinates;
      const capital = city.featureCode === "PPLC";
      const people = names.weight[key(city)] ?? city.population;
      const weight = capital ? Math.max(people * 4, 120_000) : people;
      return { lon, lat, x: mercator.x(lon), y: mercator.y(lat), capital, weight, city };
    })
    .filter(({ lon, lat, weight }) => weight >= LEAST_OUTSIDE || within(EUROPE, lon, lat))
    .sort((a, b) => b.weight - a.weight || a.city.cityId - b.city.cityId);
}

const key = ({ country, name }) => `${country} ${name}`;

// Marseille 08 and the like.
const isNumbered = ({ country, name }) => country === "FR" && / \d\d$/.test(name);

// A name that GeoNames no longer knows would silently lose its translation.
function checkNames() {
  const known = new Set(CITIES.map(key));
  const listed = Object.entries(names.cities).flatMap(([country, cities]) => Object.keys(cities).map((name) => key({ country, name })));
  const unknown = [...listed, ...names.skip, ...Object.keys(names.weight)].filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`names.json: not in GeoNames: ${unknown.join(", ")}`);
}

const within = ({ west, south, east, north }, lon, lat) => lon > west && lon < east && lat > south && lat < north;

const RANKS = [3_000_000, 1_000_000, 500_000, 250_000, 120_000, 60_000, 25_000, 10_000, 4_000];

function feature({ city, capital, lon, lat, weight }, z) {
  const [name, english, german] = namesOf(city);
  const properties = { name };
  if (english !== name) properties.name_en = english;
  if (german !== name) properties.name_de = german;
  if (z <= LAST_WITH_FACTS) {
    properties.a2 = city.country;
    properties.pop = round(city.population);
  }
  properties.rank = 1 + RANKS.filter((least) => weight < least).length;
  if (capital) properties.capital = 1;
  properties.z = z;
  return { type: "Feature", floor: z, properties, geometry: { type: "Point", coordinates: [lon, lat] } };
}

// The name on the spot, in English, in German.
function namesOf({ country, name }) {
  const known = names.cities[country]?.[name];
  if (known) return known;
  const spelt = country === "RO" || country === "MD" ? name.replace(/[şţŞŢ]/g, (letter) => COMMA_BELOW[letter]) : name;
  return [spelt, spelt, spelt];
}

const COMMA_BELOW = { ş: "ș", ţ: "ț", Ş: "Ș", Ţ: "Ț" };

// Two digits are enough for a label and compress better.
function round(population) {
  const step = 10 ** Math.max(Math.floor(Math.log10(Math.max(population, 1))) - 1, 0);
  return Math.round(population / step) * step;
}

// A hash of squares, to ask for neighbours quickly.
class Grid {
  #cells = new Map();
  #size = 1 / 4096;

  add(point) {
    const key = this.#key(Math.floor(point.x / this.#size), Math.floor(point.y / this.#size));
    const cell = this.#cells.get(key);
    if (cell) cell.push(point);
    else this.#cells.set(key, [point]);
  }

  hasNear({ x, y }, radius) {
    const [x0, x1, y0, y1] = [x - radius, x + radius, y - radius, y + radius].map((side) => Math.floor(side / this.#size));
    for (let cx = x0; cx <= x1; cx += 1) {
      for (let cy = y0; cy <= y1; cy += 1) {
        for (const point of this.#cells.get(this.#key(cx, cy)) ?? []) {
          if ((point.x - x) ** 2 + (point.y - y) ** 2 < radius ** 2) return true;
        }
      }
    }
    return false;
  }

  #key(cx, cy) {
    return cx * 8192 + cy;
  }
}
