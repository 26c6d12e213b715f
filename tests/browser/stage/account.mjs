// An account with addresses of a test's own, served by the stand-in.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { synced } from "./device.mjs";
import { folder } from "./scratch.mjs";

const quoted = (text) => `"${String(text).replaceAll('"', '""')}"`;
const table = (rows) => rows.map((row) => row.map(quoted).join(";")).join("\n");

/** A device that has these places: `{ name, groups, lat, lon }`, the last two in degrees and only if they matter. */
export async function account(places, edition = "pro") {
  const path = await folder("account");
  const addresses = [["addrno", "addrname1", "latitude", "longitude", "radius"]];
  const members = [["addrno", "addrgrpname"]];
  const groups = [...new Set(places.flatMap((place) => place.groups ?? []))];
  places.forEach(({ name, groups = [], lat = 47 + (at(name) % 700) / 100, lon = 7 + (at(name) % 613) / 100 }, index) => {
    const number = `N${String(index).padStart(5, "0")}`;
    addresses.push([number, name, Math.round(lat * 1e6), Math.round(lon * 1e6), 250]);
    for (const group of groups) members.push([number, group]);
  });
  const write = (name, rows) => writeFile(join(path, name), table(rows));
  await write("addresses.csv", addresses);
  await write("memberships.csv", members);
  await write("groups.csv", [["addrgrpname"], ...groups.map((name) => [name])]);
  return synced(edition, "--folder", path);
}

/** A number that is always the same for a name. */
function at(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 1_000_003, 7);
}
