// A visit: a fresh browser context that opens the link of a map and waits for the first picture.

import assert from "node:assert/strict";

import { browser } from "./chromium.mjs";
import { Records } from "./records.mjs";

export const DESK = { viewport: { width: 1280, height: 720 } };
export const TABLET = { viewport: { width: 1024, height: 600 }, hasTouch: true };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** English with a clock of 24 hours, and no motion that one would have to wait for. */
const ENGLISH = { locale: "en-GB", timezoneId: "Europe/Berlin", reducedMotion: "reduce" };

/** No part of a page may take longer than this. */
const PATIENCE_MS = 15_000;

/** How far the page is: "ready" or "list-only". */
export async function state(page) {
  const root = page.locator("html[data-state=ready], html[data-state=list-only]");
  await root.waitFor({ state: "attached" });
  return root.getAttribute("data-state");
}

/**
 * Opens the map for a test; the map process and the context end with it. Options are those of a
 * browser context, and: `on` another Chromium, `prepare` the context first, open with a
 * `query`, start the map with flags (`map`), or that of a `tour`.
 */
export async function visit(t, device, options = {}) {
  const { query = "", prepare, on, map: flags = [], tour, ...context } = options;
  await device.forgetMaps();
  const map = await (tour ? device.tour(tour) : device.map(...flags));
  const opened = await (on ?? (await browser())).newContext({ ...ENGLISH, ...DESK, ...context });
  opened.setDefaultTimeout(PATIENCE_MS);
  const records = await Records.of(opened);
  t.after(async () => {
    if (map.exit !== null) t.diagnostic(`the map process was over: ${map.exit}`);
    await opened.close();
    await map.end("SIGKILL");
  });
  await prepare?.(opened);
  const page = await opened.newPage();
  await page.goto(map.link);
  if (query) await page.goto(`${map.origin}/${query}`);
  const is = await state(page);
  const assertClean = () => {
    assert.equal(map.exit, null, "the map process has ended by itself");
    records.assertClean(map.origin);
  };
  return { page, context: opened, map, records, state: is, assertClean };
}
