// A tour that is checked, on the map: the way, and where its alerts would have been told.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

import { account } from "./stage/account.mjs";
import { sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { northward } from "./stage/gpsd.mjs";
import { atRest } from "./stage/map-picture.mjs";
import { folder } from "./stage/scratch.mjs";
import { DESK, PHONE, TABLET, visit } from "./stage/visit.mjs";

const YARD = { name: "Depot Nord", lat: 48.4, lon: 9.99 };
const FAR = { name: "Lager Kiel", lat: 54.3, lon: 10.1 };

/** What is drawn of the tour, and where on the screen its points are. */
const drawn = (page, layer) =>
  page.evaluate((layer) => {
    const map = globalThis.kplacesMap;
    const box = map.getCanvas().getBoundingClientRect();
    return map.queryRenderedFeatures({ layers: [layer] }).map(({ properties, geometry }) => {
      const at = geometry.type === "Point" ? map.project(geometry.coordinates) : { x: 0, y: 0 };
      return { properties, x: at.x + box.left, y: at.y + box.top };
    });
  }, layer);

/** A file with a way that has a position each second. */
async function tour(way = northward(YARD, -2_400, 1_200)) {
  const file = join(await folder("tour"), "tour.gpx");
  const points = way.map(({ lat, lon }, second) => {
    const time = new Date(Date.UTC(2026, 10, 30, 6, 0, second)).toISOString();
    return `<trkpt lat="${lat.toFixed(6)}" lon="${lon.toFixed(6)}"><time>${time}</time></trkpt>`;
  });
  await writeFile(file, `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${points.join("")}</trkseg></trk></gpx>`);
  return file;
}

for (const [locale, screen, said] of [
  ["de-DE", DESK, "2 Hinweise auf dieser Tour."],
  ["en-GB", PHONE, "2 alerts on this tour."],
]) {
  test(`a tour is drawn with a mark for each alert, which opens its place, in ${locale}`, async (t) => {
    const { device } = await account([YARD, FAR]);
    const { page, assertClean } = await visit(t, device, { ...screen, locale, tour: await tour() });
    await page.getByText(said).first().waitFor();
    await atRest(page);
    // The whole way is to be seen, and not the whole account.
    assert.equal((await drawn(page, "tour-way")).length > 0, true);
    const marks = await eventually(async () => {
      const found = await drawn(page, "tour-marks");
      assert.equal(found.length, 2);
      return found;
    });
    assert.deepEqual(marks.map(({ properties }) => properties.e).sort(), ["approaching", "arrived"]);
    const arrived = marks.find(({ properties }) => properties.e === "arrived");
    await page.mouse.click(arrived.x, arrived.y);
    await page.getByRole("heading", { name: YARD.name }).waitFor();
    assertClean();
  });
}

test("a tour that comes while the map is on its way elsewhere is drawn all the same", async (t) => {
  const { device } = await account([YARD, FAR]);
  const late = async (route) => {
    const page = route.request().frame().page();
    await page.waitForFunction(() => globalThis.kplacesMap?.loaded());
    await page.evaluate(() => globalThis.kplacesMap.easeTo({ center: [9.99, 48.4], zoom: 9, duration: 3_000 }));
    await route.continue();
  };
  const prepare = (context) => context.route("**/api/tour", late);
  const { page, assertClean } = await visit(t, device, { ...DESK, prepare, tour: await tour() });
  await page.getByText("on this tour").first().waitFor();
  await eventually(async () => assert.equal((await drawn(page, "tour-marks")).length, 2));
  assertClean();
});

/** From place to place at 14 m/s. */
function through(places) {
  const way = [];
  places.slice(1).forEach((to, index) => {
    const from = places[index];
    const east = Math.cos((from.lat * Math.PI) / 180);
    const metres = Math.hypot(to.lat - from.lat, (to.lon - from.lon) * east) * 111_195;
    for (let gone = 0; gone < metres; gone += 14) {
      const part = gone / metres;
      way.push({ lat: from.lat + (to.lat - from.lat) * part, lon: from.lon + (to.lon - from.lon) * part });
    }
  });
  return way;
}

test("a tour through a town is driven in driver mode as its receiver says it", async (t) => {
  const device = await sample("pro");
  const { places } = JSON.parse(await device.does(["near", "48.137,11.575", "--limit", "5", "--json"]));
  const stops = places.map(({ latitude: lat, longitude: lon }) => ({ lat, lon }));
  // It begins 600 m before the first one.
  const way = through([{ lat: stops[0].lat - 600 / 111_195, lon: stops[0].lon }, ...stops]);
  const file = await tour(way);
  const picture = async (page, name) => {
    if (process.env.KPLACES_PICTURES) await page.screenshot({ path: join(process.env.KPLACES_PICTURES, name) });
  };
  const checked = await visit(t, device, { ...DESK, locale: "de-DE", tour: file });
  await checked.page.getByText("auf dieser Tour").first().waitFor();
  await atRest(checked.page);
  assert.ok((await drawn(checked.page, "tour-marks")).length >= 5);
  await picture(checked.page, "tour.png");
  checked.assertClean();
  await checked.page.close();
  await checked.map.end();
  const driven = device.with({ KPLACES_ALERTS__SOURCE: `gpx:${file}` });
  const { page, assertClean } = await visit(t, driven, { ...TABLET, locale: "de-DE", query: "#drive" });
  await page.getByRole("button", { name: "Hinweise: aus" }).click();
  const card = page.getByRole("alert").filter({ hasText: places[0].name });
  await card.waitFor();
  await picture(page, "alert.png");
  assertClean();
});

test("a map that was not asked to shows no tour", async (t) => {
  const { device } = await account([YARD]);
  const { page, assertClean } = await visit(t, device, {});
  await atRest(page);
  assert.deepEqual(await drawn(page, "tour-marks"), []);
  assertClean();
});
