// A basemap of the user's own, in both schemas that such files have.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

import { sample } from "./stage/device.mjs";
import { jump } from "./stage/map-picture.mjs";
import { pmtiles } from "./stage/pmtiles.mjs";
import { folder } from "./stage/scratch.mjs";
import { vectorTile } from "./stage/vector-tile.mjs";
import { visit } from "./stage/visit.mjs";

/** A tile of zoom 12 in the north of Munich, and its middle. */
const MUNICH = { zoom: 12, x: 2179, y: 1420, lon: 11.5576, lat: 48.196 };

const across = [[0, 2000], [4096, 2000]];
const down = [[2000, 0], [2000, 4096]];
const all = [[0, 0], [4096, 0], [4096, 4096], [0, 4096]];
/** Beside the town, whose name the map writes itself. */
const beside = [[2500, 1500]];

const SCHEMAS = {
  Protomaps: {
    earth: [["area", all, { kind: "earth" }]],
    roads: [
      ["line", across, { kind: "major_road", "name:de": "Hauptstraße", name: "Main Street" }],
      ["line", down, { kind: "highway", name: "A 9" }],
    ],
    places: [["point", beside, { kind: "neighbourhood", name: "Schwabing" }]],
  },
  OpenMapTiles: {
    water: [["area", [[1500, 1500], [2500, 1500], [2500, 2500], [1500, 2500]], { class: "lake" }]],
    transportation: [
      ["line", across, { class: "primary" }],
      ["line", down, { class: "motorway" }],
    ],
    place: [["point", beside, { class: "suburb", name: "Schwabing" }]],
  },
};

for (const [schema, layers] of Object.entries(SCHEMAS)) {
  test(`streets of the ${schema} schema are drawn, with credit, and from this device only`, async (t) => {
    const tile = vectorTile(layers);
    const metadata = {
      attribution: '<a href="https://www.openstreetmap.org/copyright">&copy; OpenStreetMap contributors</a>',
      vector_layers: Object.keys(layers).map((id) => ({ id, fields: {} })),
    };
    const path = await pmtiles("munich.pmtiles", MUNICH, tile, metadata);
    const { page, records, map, assertClean } = await visit(t, await sample("pro"), { map: ["--basemap", path] });
    await jump(page, MUNICH.lon, MUNICH.lat, 12.5);
    const drawn = await page.evaluate(() => {
      const found = globalThis.kplacesMap.queryRenderedFeatures();
      return [...new Set(found.map(({ sourceLayer, layer }) => (layer.id.startsWith("streets-") ? sourceLayer : "")))];
    });
    for (const layer of Object.keys(layers)) assert.ok(drawn.includes(layer), `${layer}: ${drawn.join()}`);
    await page.getByText("© OpenStreetMap contributors").first().waitFor();
    assert.deepEqual(records.elsewhere(map.origin), []);
    assertClean();
  });
}

test("a streets file that is damaged is named, and the map comes without it", async (t) => {
  // All that the header says is in the file, and none of it can be read.
  const whole = Buffer.alloc(300, 255);
  whole.write("PMTiles");
  whole[7] = 3;
  whole[99] = 1;
  for (const [part, [offset, length]] of [[127, 20], [147, 10], [157, 0], [157, 143]].entries()) {
    whole.writeBigUInt64LE(BigInt(offset), 8 + 16 * part);
    whole.writeBigUInt64LE(BigInt(length), 16 + 16 * part);
  }
  const broken = join(await folder("streets"), "broken.pmtiles");
  await writeFile(broken, whole);
  const { page, state } = await visit(t, await sample("pro"), { map: ["--basemap", broken] });
  assert.equal(state, "ready");
  await page.getByText("broken.pmtiles").first().waitFor();
});
