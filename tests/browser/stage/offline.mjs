// Run in an empty network namespace by offline.test.mjs: a whole visit, with the stand-in for
// WEBFLEET on the same loopback.

import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";

import { browser } from "./chromium.mjs";
import { synced } from "./device.mjs";
import { throughEverything } from "./journey.mjs";
import { Records } from "./records.mjs";
import { endAll } from "./scratch.mjs";
import { DESK, state } from "./visit.mjs";

console.log(`interfaces: ${Object.keys(networkInterfaces()).join(", ")}`);
try {
  const { device } = await synced("pro");
  const map = await device.map();
  const permissions = ["clipboard-read", "clipboard-write"];
  const context = await (await browser()).newContext({ ...DESK, locale: "en-GB", reducedMotion: "reduce", permissions });
  context.setDefaultTimeout(15_000);
  const records = await Records.of(context);
  const page = await context.newPage();
  await page.goto(map.link);
  assert.equal(await state(page), "ready");
  await throughEverything(page);
  records.assertClean(map.origin);
  console.log("worked offline");
} finally {
  await endAll();
}
