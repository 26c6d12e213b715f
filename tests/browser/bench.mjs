// How fast the page is with many places. Not a test: `npm run bench`, best with release builds.
// Arguments: numbers of places, 1000 100000 1000000 if there is none. `--pictures RUNS NUMBER…` measures
// only the first picture, so often, and prints the median for each number.

import { browser } from "./stage/chromium.mjs";
import { synced } from "./stage/device.mjs";
import { atRest, jump } from "./stage/map-picture.mjs";
import { endAll } from "./stage/scratch.mjs";
import { DESK, state } from "./stage/visit.mjs";

const ARGUMENTS = process.argv.slice(2);
const PICTURES = ARGUMENTS[0] === "--pictures";
const SIZES = (PICTURES ? ARGUMENTS.slice(2) : ARGUMENTS).map(Number);
const PATIENCE_MS = 120_000;

/** Where most of the made-up places are: longitude, latitude, zoom. */
const MIDDLE = [10, 50.5, 5];

/** Pans and zooms for some seconds, and measures each frame. */
function frames(page) {
  return page.evaluate(async () => {
    const map = globalThis.kplacesMap;
    const times = [];
    let last = performance.now();
    let going = true;
    const tick = (now) => {
      times.push(now - last);
      last = now;
      if (going) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    const centre = map.getCenter();
    const zoom = map.getZoom();
    const to = async (options) => {
      map.easeTo({ duration: 1_000, easing: (t) => t, essential: true, ...options });
      await map.once("moveend");
    };
    for (const way of [1, -1]) {
      await to({ center: [centre.lng + way * 3, centre.lat + way] });
      await to({ center: centre, zoom: zoom + 3 });
      await to({ zoom });
    }
    going = false;
    return times.slice(2).sort((a, b) => a - b);
  });
}

/** A page of a map that is new, and when its first picture was there. */
async function opened(device) {
  const map = await device.map();
  const context = await (await browser()).newContext({ ...DESK, locale: "en-GB" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const finished = [];
  page.on("requestfinished", (request) => finished.push(request.sizes()));
  await page.goto(map.link);
  await state(page);
  const first = await page.evaluate(() => performance.getEntriesByName("kplaces:first-picture")[0].startTime);
  return { map, context, page, finished, first };
}

/** The median of the times to the first picture, each of a map that has just been started. */
async function pictures(runs) {
  const devices = [];
  for (const size of SIZES) devices.push((await synced("pro", "--size", String(size))).device);
  const times = SIZES.map(() => []);
  // In turn, so that what else the machine does meets all; the first round does not count.
  for (let run = 0; run <= runs; run += 1) {
    for (const [at, device] of devices.entries()) {
      const { map, context, first } = await opened(device);
      await context.close();
      await map.end();
      if (run > 0) times[at].push(first);
    }
  }
  for (const [at, all] of times.entries()) {
    all.sort((a, b) => a - b);
    console.log(`${SIZES[at]}\t${all[Math.floor(all.length / 2)]}`);
  }
}

async function measure(places) {
  const { device } = await synced("pro", "--size", String(places));
  const { map, context, page, finished, first } = await opened(device);
  await atRest(page);
  const sizes = await Promise.all(finished);
  const sent = sizes.reduce((sum, each) => sum + each.responseBodySize + each.responseHeadersSize, 0);
  // The same view for all, or else the frames would not compare.
  await jump(page, ...MIDDLE);
  const times = await frames(page);
  await context.close();
  await map.end();
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { places, first, sent, median: at(0.5), slow: at(0.95) };
}

async function table() {
  const rows = [];
  for (const size of [0, ...(SIZES.length > 0 ? SIZES : [1_000, 100_000, 1_000_000])]) {
    console.error(`${size} places …`);
    rows.push(await measure(Math.max(1, size)));
  }
  const [empty] = rows;
  const cells = rows.map(({ places, first, sent, median, slow }) => [
    places === 1 ? "empty map" : places.toLocaleString("en"),
    `${Math.round(first)} ms`,
    `${Math.round(sent / 1024)} KiB`,
    `${median.toFixed(1)} ms`,
    `${slow.toFixed(1)} ms`,
    `${(median / empty.median).toFixed(2)} / ${(slow / empty.slow).toFixed(2)}`,
  ]);
  const head = ["places", "first picture", "sent by then", "frame, half below", "frame, 95 % below", "to empty map"];
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at].length)));
  for (const row of [head, ...cells]) console.log(row.map((cell, at) => cell.padStart(widths[at])).join("  "));
}

try {
  await (PICTURES ? pictures(Number(ARGUMENTS[1])) : table());
} finally {
  await endAll();
}
