// The rings of many places, with numbers that no account of the tests has.

import assert from "node:assert/strict";
import test from "node:test";

import { sample } from "./stage/device.mjs";
import { jump } from "./stage/map-picture.mjs";
import { vectorTile } from "./stage/vector-tile.mjs";
import { visit } from "./stage/visit.mjs";

/** A tile in the Pacific, where the map has nothing else to write. */
const SEA = { z: 4, x: 1, y: 8, lon: -146.25, lat: -10.6 };
const NUMBERS = [2, 9, 10, 88, 100, 888, 1_000, 9_036, 9_999, 10_000, 16_919, 99_999, 100_000, 888_888, 999_499, 1_000_000, 8_888_888, 88_888_888];
const COLUMNS = 6;
const UNITS = 4096;
const PX = 512;

/** What the page draws of a ring: its radius by the size, and how thick it is. */
const RADII = [15, 18.5, 23, 28, 34];
const inner = (radius) => radius - 1.8 - Math.max(4, radius * 0.21);

const spots = NUMBERS.map((n, at) => ({ n, x: (at % COLUMNS) * 640 + 448, y: Math.floor(at / COLUMNS) * 1000 + 800 }));
const size = (n) => Math.min(4, Math.floor(Math.log10(n)));
const tile = vectorTile({
  clusters: spots.map(({ n, x, y }) => ["point", [[x, y]], { n, i: `d|${size(n)}|08`, x: 9 }]),
});

/** How far from the middle of a ring the last pixel of its number is, in pixels of the page. */
function reach(page, { x, y }, radius) {
  return page.screenshot({ clip: { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius } }).then((picture) =>
    page.evaluate(async ({ bytes, side }) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
      const [scale, middle] = [bitmap.width / side, bitmap.width / 2];
      let most = 0;
      for (let at = 0; at < data.length; at += 4) {
        const dark = data[at] < 90 && data[at + 1] < 90 && data[at + 2] < 110;
        const [px, py] = [(at / 4) % bitmap.width, Math.floor(at / 4 / bitmap.width)];
        if (dark) most = Math.max(most, Math.hypot(px + 0.5 - middle, py + 0.5 - middle) / scale);
      }
      return most;
    }, { bytes: [...picture], side: 2 * radius }),
  );
}

for (const locale of ["de-DE", "en-GB"]) {
  test(`every number stays inside its ring in ${locale}`, async (t) => {
    const prepare = (context) =>
      context.route("**/tiles/**", (route) => {
        const here = route.request().url().includes(`/${SEA.z}/${SEA.x}/${SEA.y}?`);
        return route.fulfill({ status: here ? 200 : 204, contentType: "application/x-protobuf", body: here ? tile : Buffer.alloc(0) });
      });
    const { page } = await visit(t, await sample("pro"), { locale, prepare, colorScheme: "light", deviceScaleFactor: 2, viewport: { width: 1440, height: 900 } });
    await jump(page, SEA.lon, SEA.lat, SEA.z);
    const corner = await page.evaluate(({ z, x, y }) => {
      const side = 2 ** z;
      const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / side))) * 180) / Math.PI;
      return globalThis.kplacesMap.project([(x / side) * 360 - 180, lat]);
    }, SEA);
    const over = [];
    for (const { n, x, y } of spots) {
      const radius = RADII[size(n)];
      const at = { x: corner.x + (x / UNITS) * PX, y: corner.y + (y / UNITS) * PX };
      const far = await reach(page, at, Math.ceil(radius));
      assert.ok(far > 2, `${n} is not written: ${far}`);
      if (far > inner(radius)) over.push(`${n}: ${far.toFixed(1)} of ${inner(radius).toFixed(1)} px`);
    }
    assert.deepEqual(over, []);
  });
}
