// assets.pack: a first line, the length of a JSON header (u32, little endian), the header, then the files one after the other.
// The same files give the same bytes.
import { gzipSync } from "node:zlib";

const FIRST_LINE = "KPLACES PACK 1\n";

const TYPES = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  woff2: "font/woff2",
};
const TILE = "application/x-protobuf";

export class Pack {
  #files = new Map();

  add(name, bytes) {
    const type = name.startsWith("basemap/") ? TILE : TYPES[name.split(".").at(-1)];
    if (!type) throw new Error(`${name}: no content type known for it`);
    const gzip = !name.endsWith(".woff2");
    this.#files.set(name, { type, gzip, size: bytes.length, stored: gzip ? gzipped(bytes) : Buffer.from(bytes) });
  }

  /** Name, size and stored (gzipped) size of every file. */
  sizes() {
    return [...this.#files].map(([name, { size, stored }]) => ({ name, size, stored: stored.length }));
  }

  bytes() {
    const header = { files: {} };
    const blobs = [];
    // Many tiles are the same (all land, all sea but one corner): they share one blob.
    const offsets = new Map();
    let end = 0;
    for (const [name, { type, gzip, stored }] of [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const key = stored.toString("base64");
      if (!offsets.has(key)) {
        offsets.set(key, end);
        blobs.push(stored);
        end += stored.length;
      }
      header.files[name] = { type, gzip, offset: offsets.get(key), length: stored.length };
    }
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(json.length);
    return Buffer.concat([Buffer.from(FIRST_LINE), length, json, ...blobs]);
  }
}

const OPERATING_SYSTEM_BYTE = 9;
const UNKNOWN = 255;

function gzipped(bytes) {
  const out = gzipSync(bytes, { level: 9 });
  out[OPERATING_SYSTEM_BYTE] = UNKNOWN;
  return out;
}
