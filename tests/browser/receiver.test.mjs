// Positions of a receiver on the device: a real gpsd, which drives the map and is restarted.

import assert from "node:assert/strict";
import test from "node:test";

import { account } from "./stage/account.mjs";
import { withoutMap } from "./stage/chromium.mjs";
import { eventually } from "./stage/eventually.mjs";
import { freePort, gpsd, missing, northward } from "./stage/gpsd.mjs";
import * as panel from "./stage/panel.mjs";
import { TABLET, visit } from "./stage/visit.mjs";

const YARD = { name: "Depot Nord", lat: 48.4, lon: 9.99 };
const BAKERY = { name: "Bäckerei Ulm", lat: 48.9, lon: 9.2 };

let yards;
const device = async () => (await (yards ??= account([YARD, BAKERY]))).device;

/** Writes down whether the page asks the browser where it is. */
function stage() {
  globalThis.asked = 0;
  navigator.geolocation.watchPosition = () => (globalThis.asked += 1);
}

async function driving(t, port) {
  const on = (await device()).with({ KPLACES_ALERTS__SOURCE: `gpsd:${port}` });
  const prepare = (context) => context.addInitScript(stage);
  const opened = await visit(t, on, { on: await withoutMap(), ...TABLET, prepare, query: "#drive" });
  await panel.driverRows(opened.page).first().waitFor();
  return opened;
}

const asked = (page) => page.evaluate(() => globalThis.asked);
const card = (page, place) => page.getByRole("alert").filter({ hasText: place.name });

test("a real gpsd drives the map and its alerts, and its restart is got over", async (t) => {
  const why = await missing();
  if (why) return t.skip(why);
  const port = await freePort();
  const end = await gpsd(t, port, northward(YARD, -2_400, 1_200), 6);
  const { page, assertClean } = await driving(t, port);
  // Who wants alerts wants the position.
  await page.getByRole("button", { name: "Alerts: off" }).click();
  await card(page, YARD).waitFor();
  // The nearest is on top, with its distance from the device.
  await eventually(async () => assert.match(await panel.driverRows(page).first().innerText(), /Depot Nord/));
  await end();
  await gpsd(t, port, northward(BAKERY, -2_400, 1_200), 8);
  await card(page, BAKERY).waitFor({ timeout: 40_000 });
  assert.equal(await asked(page), 0, "the browser was asked although there is a receiver");
  assertClean();
});

test("where there is no receiver the browser is asked", async (t) => {
  const { page, assertClean } = await driving(t, await freePort());
  await page.getByRole("button", { name: "My position" }).click();
  await eventually(async () => assert.equal(await asked(page), 1));
  assertClean();
});
