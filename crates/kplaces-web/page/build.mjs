// Builds the page and its basemap into one file, dist/assets.pack, which the program carries inside itself.
//   node build.mjs             everything in src must be there
//   node build.mjs --partial   files of src that are not written yet are left out
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { basemapTiles } from "./basemap/tiles.mjs";
import { bundle } from "./build/bundle.mjs";
import { fonts } from "./build/fonts.mjs";
import { notices, packages } from "./build/notices.mjs";
import { Pack } from "./build/pack.mjs";
import { report } from "./build/report.mjs";

const page = dirname(fileURLToPath(import.meta.url));
const partial = process.argv.includes("--partial");

function fromSource(name) {
  const path = join(page, "src", name);
  if (existsSync(path)) return path;
  if (!partial) throw new Error(`${path} is missing (--partial leaves it out)`);
  console.warn(`left out: src/${name} is not there`);
  return undefined;
}

const pack = new Pack();
const { files, packages: bundled } = await bundle(page, { script: fromSource("main.ts"), style: fromSource("app.css") });
for (const [name, bytes] of files) pack.add(name, bytes);
for (const name of ["index.html", "icon.svg"]) {
  const path = fromSource(name);
  if (path) pack.add(name, readFileSync(path));
}
for (const [name, bytes] of fonts(page, files.get("app.css"))) pack.add(name, bytes);
const inside = packages(page, bundled);
const licences = notices(page, inside);
pack.add("notices.txt", licences);
for (const [tile, bytes] of basemapTiles()) pack.add(`basemap/${tile}`, bytes);

/** Writes a file where it is not so already: a program that carries it inside is compiled anew when it is written. */
function write(name, bytes) {
  const path = join(page, "dist", name);
  if (!existsSync(path) || !readFileSync(path).equals(Buffer.from(bytes))) writeFileSync(path, bytes);
}

mkdirSync(join(page, "dist"), { recursive: true });
const bytes = pack.bytes();
report(pack, bytes);
write("assets.pack", bytes);
// The same for whoever packs the program.
write("notices.txt", licences);
write("packages.json", `${JSON.stringify(inside, null, 2)}\n`);
