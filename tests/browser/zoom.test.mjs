// A page that is enlarged, and a map that is far away or very near.

import assert from "node:assert/strict";
import test from "node:test";

import { account } from "./stage/account.mjs";
import { sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { atRest, jump, zoom } from "./stage/map-picture.mjs";
import { pmtiles } from "./stage/pmtiles.mjs";
import { vectorTile } from "./stage/vector-tile.mjs";
import { DESK, PHONE, TABLET, visit } from "./stage/visit.mjs";

/** What a window of 1440 by 900 has at 200 %. */
const TWICE = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 };

for (const edition of ["pro", "basic"]) {
  for (const locale of ["en-GB", "de-DE"]) {
    test(`at 200 % the list of ${edition} in ${locale} is in view, and all else can be reached`, async (t) => {
      const { page, assertClean } = await visit(t, await sample(edition), { ...TWICE, locale });
      const rows = page.locator("#list .row");
      await rows.first().waitFor();
      const inView = await rows.evaluateAll((all) => {
        const { top, bottom } = document.querySelector("#list").getBoundingClientRect();
        const seen = all.map((row) => row.getBoundingClientRect()).filter((row) => row.top >= top - 1 && row.bottom <= Math.min(bottom, innerHeight) + 1);
        return seen.length;
      });
      assert.ok(inView >= 3, `${inView} rows are in view`);
      for (const last of [page.locator("#privacy"), page.locator(".keys")]) {
        await last.scrollIntoViewIfNeeded();
        const { y, height } = await last.boundingBox();
        assert.ok(y >= 0 && y + height <= 450, `${y}`);
      }
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      assertClean();
    });
  }
}

for (const [where, screen] of [["a desk", DESK], ["a tablet", TABLET], ["a phone", PHONE]]) {
  test(`a place that is alone is seen with its country around it on ${where}`, async (t) => {
    const { device } = await account([{ name: "Depot Ulm", groups: ["Depots"], lat: 48.4, lon: 9.99 }]);
    const { page, assertClean } = await visit(t, device, screen);
    await atRest(page);
    const { wide, names, place } = await page.evaluate(() => {
      const map = globalThis.kplacesMap;
      const metres = (40_075_016 * Math.cos((48.4 * Math.PI) / 180)) / 512 / 2 ** map.getZoom();
      const countries = map.queryRenderedFeatures({ layers: ["countries"] });
      return { wide: metres * innerWidth, names: countries.map(({ properties }) => properties.a2), place: map.project([9.99, 48.4]) };
    });
    assert.ok(wide > 400_000, `${Math.round(wide / 1000)} km across`);
    assert.ok(names.includes("DE"), names.join());
    const under = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.tagName, place);
    assert.equal(under, "CANVAS", "nothing covers it");
    await page.getByRole("button", { name: "Show all places" }).click();
    await eventually(async () => assert.ok((await zoom(page)) < 6));
    assertClean();
  });
}

test("where there are no streets the page says once what would bring them, and asks nobody", async (t) => {
  const { page, records, map, assertClean } = await visit(t, await sample("pro"));
  const note = page.getByText("The map that comes along has no streets.");
  assert.ok(await note.isHidden(), "from afar nobody misses them");
  await jump(page, 9.99, 48.4, 13);
  await note.waitFor();
  await page.getByRole("button", { name: "Get streets" }).click();
  const dialog = page.getByRole("dialog");
  for (const part of ["PMTiles", "asks nobody", "tell your dispatcher", "3kplaces map --basemap region.pmtiles"]) await dialog.getByText(part).first().waitFor();
  assert.equal(await dialog.getByRole("link").count(), 0);
  await page.keyboard.press("Escape");
  await page.getByRole("complementary").getByRole("button", { name: "Close" }).click();
  assert.ok(await note.isHidden());
  await jump(page, 9.99, 48.4, 6);
  await jump(page, 9.99, 48.4, 14);
  assert.ok(await note.isHidden(), "once is enough");
  assert.deepEqual(records.elsewhere(map.origin), []);
  assertClean();
});

test("where a file has streets nothing is said about them", async (t) => {
  const tile = vectorTile({ roads: [["line", [[0, 2000], [4096, 2000]], { kind: "highway" }]] });
  const path = await pmtiles("munich.pmtiles", { zoom: 12, x: 2179, y: 1420 }, tile, { vector_layers: [{ id: "roads", fields: {} }] });
  const { page } = await visit(t, await sample("pro"), { map: ["--basemap", path] });
  await jump(page, 11.5576, 48.196, 13);
  assert.ok(await page.getByText("The map that comes along has no streets.").isHidden());
});
