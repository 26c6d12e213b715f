// Prints how large everything is, and stops the build where it became too large.

const KIB = 1024;
const MOST_SCRIPT = 600 * KIB;
const MOST_BASEMAP = 3 * 1024 * KIB;

export function report(pack, bytes) {
  const sizes = pack.sizes();
  const tiles = sizes.filter(({ name }) => name.startsWith("basemap/"));
  for (const each of sizes.filter((each) => !tiles.includes(each))) line(each.name, each.size, each.stored);
  for (const zoom of new Set(tiles.map(({ name }) => name.split("/")[1]))) {
    const level = tiles.filter(({ name }) => name.startsWith(`basemap/${zoom}/`));
    const largest = Math.max(...level.map(({ stored }) => stored));
    line(`basemap/${zoom}`, sum(level, "size"), sum(level, "stored"), `${level.length} tiles, the largest ${kib(largest)}`);
  }
  line("assets.pack", bytes.length, bytes.length);
  limit("app.js + worker.mjs", sum(sizes.filter(({ name }) => name === "app.js" || name === "worker.mjs"), "stored"), MOST_SCRIPT);
  limit("basemap", sum(tiles, "stored"), MOST_BASEMAP);
}

const sum = (list, key) => list.reduce((total, each) => total + each[key], 0);
const kib = (size) => `${(size / KIB).toFixed(1)} KiB`;

function line(name, size, stored, more = "") {
  console.log(`${name.padEnd(40)} ${kib(size).padStart(12)}  packed ${kib(stored).padStart(12)}  ${more}`.trimEnd());
}

function limit(what, size, most) {
  if (size > most) throw new Error(`${what}: ${kib(size)} gzipped, at most ${kib(most)} allowed`);
  console.log(`${what}: ${kib(size)} of at most ${kib(most)} gzipped`);
}
