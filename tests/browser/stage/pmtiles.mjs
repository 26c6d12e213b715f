// A PMTiles file (version 3) with one tile, written by the book: what the page reads it with is the
// library of the format's makers.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { folder } from "./scratch.mjs";

const HEADER = 127;
const NOT_COMPRESSED = 1;
const VECTOR = 1;

/** The number of a tile on the Hilbert curves of all zooms, one after the other. */
function tileId(zoom, x, y) {
  let id = (4 ** zoom - 1) / 3;
  for (let side = 2 ** (zoom - 1); side >= 1; side /= 2) {
    const right = (x & side) > 0 ? 1 : 0;
    const down = (y & side) > 0 ? 1 : 0;
    id += side * side * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) [x, y] = [side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))];
      [x, y] = [y, x];
    }
  }
  return id;
}

function varint(n) {
  const bytes = [];
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  return [...bytes, n];
}

/** Writes the file and says where it is. */
export async function pmtiles(name, { zoom, x, y }, tile, metadata) {
  const root = Buffer.from([1, ...varint(tileId(zoom, x, y)), 1, ...varint(tile.length), 1]);
  const about = Buffer.from(JSON.stringify(metadata));
  const header = Buffer.alloc(HEADER);
  header.write("PMTiles");
  header[7] = 3;
  let at = HEADER;
  const part = (field, length) => {
    header.writeBigUInt64LE(BigInt(at), field);
    header.writeBigUInt64LE(BigInt(length), field + 8);
    at += length;
  };
  part(8, root.length);
  part(24, about.length);
  part(40, 0);
  part(56, tile.length);
  for (const field of [72, 80, 88]) header.writeBigUInt64LE(1n, field);
  header[96] = 1;
  header[97] = NOT_COMPRESSED;
  header[98] = NOT_COMPRESSED;
  header[99] = VECTOR;
  header[100] = zoom;
  header[101] = zoom;
  header.writeInt32LE(-180e7, 102);
  header.writeInt32LE(-85e7, 106);
  header.writeInt32LE(180e7, 110);
  header.writeInt32LE(85e7, 114);
  const path = join(await folder("streets"), name);
  await writeFile(path, Buffer.concat([header, root, about, tile]));
  return path;
}
