// The main journeys in Firefox, each by the keyboard alone: in both languages, by day and by night, on three screens.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

import { sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { launch } from "./stage/firefox.mjs";
import * as programs from "./stage/programs.mjs";

const SCREENS = {
  "390x844": { width: 390, height: 844 },
  "1024x600": { width: 1024, height: 600 },
  "1440x900": { width: 1440, height: 900 },
};

const BROWSERS = {
  German: { language: "de-DE,de", tag: "de", dark: false, theme: "light", other: "dark", found: /gefunden|bitte weitertippen/ },
  English: { language: "en-GB,en", tag: "en", dark: true, theme: "dark", other: "light", found: /found|type more/ },
};

const pictures = process.env.KPLACES_PICTURES;
const launched = new Map();

/** One Firefox for each language. */
function firefox(name) {
  if (!launched.has(name)) launched.set(name, launch(BROWSERS[name]));
  return launched.get(name);
}

/** Says aloud what was not tried; where everything has to be, that is a failure. */
function notChecked(why) {
  const told = `NOT CHECKED: ${why}`;
  assert.ok(process.env.CI !== "true" && process.env.KPLACES_FOREIGN !== "required", told);
  console.error(`\n*** ${told} ***\n`);
  return told;
}

const missing = () => (programs.firefox() === null ? notChecked("there is no Firefox, so the page was not tried in it") : null);

async function opened(t, name, screen) {
  const { browser, draws } = await firefox(name);
  const map = await sample("pro").then(async (device) => {
    await device.forgetMaps();
    return device.map();
  });
  const context = await browser.createBrowserContext();
  t.after(async () => {
    await context.close();
    await map.end("SIGKILL");
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const heard = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && heard.push(message.text()));
  page.on("pageerror", (error) => heard.push(String(error)));
  const elsewhere = [];
  page.on("request", (request) => /^https?:/.test(request.url()) && new URL(request.url()).origin !== map.origin && elsewhere.push(request.url()));
  await page.setViewport(SCREENS[screen]);
  await page.goto(map.link);
  await page.waitForSelector(draws ? "html[data-state=ready]" : "html[data-state=list-only]");
  const assertClean = () => {
    assert.deepEqual(elsewhere, [], "requests to others");
    assert.deepEqual(heard.filter((text) => !/WebGL|GPU/.test(text)), [], "words on the console");
  };
  return { page, draws, assertClean };
}

const text = (page, selector) => page.$eval(selector, (node) => node.innerText);
const attribute = (page, selector, name) => page.$eval(selector, (node, name) => node.getAttribute(name), name);
const focused = (page, selector) => page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);

/** Goes on with Tab until something has the focus. */
async function tabTo(page, selector, back = false) {
  for (let step = 0; step < 60; step += 1) {
    if (await focused(page, selector)) return;
    if (back) await page.keyboard.down("Shift");
    await page.keyboard.press("Tab");
    if (back) await page.keyboard.up("Shift");
  }
  throw new Error(`${selector} is not reached by Tab`);
}

async function take(page, name) {
  if (!pictures) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `firefox-${name}.png`) });
}

for (const name of Object.keys(BROWSERS)) {
  for (const screen of Object.keys(SCREENS)) {
    test(`in Firefox the page works by the keyboard alone, in ${name} at ${screen}`, async (t) => {
      const absent = missing();
      if (absent) return t.skip(absent);
      const { tag, theme, other, found } = BROWSERS[name];
      const { page, draws, assertClean } = await opened(t, name, screen);
      const { keyboard } = page;
      assert.equal(await attribute(page, "html", "lang"), tag);
      assert.equal(await attribute(page, "html", "data-theme"), theme, "as the device");
      if (draws) {
        const drawn = await page.evaluate(() => globalThis.kplacesMap.querySourceFeatures("places", { sourceLayer: "clusters" }).length);
        assert.ok(drawn > 0, "no cluster is on the map");
      } else notChecked("there is no Xvfb, without which Firefox draws no map");
      await take(page, `${tag}-${screen}`);

      await keyboard.press("/");
      assert.ok(await focused(page, "#search"), "/ leads to the search");
      await keyboard.type("gartnerei bohm");
      await eventually(async () => assert.match(await text(page, "#row-0"), /Gärtnerei Böhm/));
      await eventually(async () => assert.match(await text(page, ".live"), found));
      await keyboard.press("ArrowDown");
      await keyboard.press("ArrowDown");
      const [place] = (await text(page, "#row-1")).split("\n");
      await keyboard.press("Enter");
      await eventually(async () => assert.equal(await text(page, "#details-title"), place));
      await eventually(async () => assert.ok(await focused(page, "#details-title")));
      // Firefox stops at what can be scrolled as well.
      await tabTo(page, ".go-main");
      assert.match(await page.evaluate(() => document.activeElement.href), /^geo:/);
      await take(page, `${tag}-${screen}-details`);
      await keyboard.press("Escape");
      await eventually(async () => assert.ok(await focused(page, "#list"), "the focus comes back to the list"));
      await keyboard.press("/");
      await keyboard.press("Escape");
      await eventually(async () => assert.equal(await text(page, "#search"), ""));

      await tabTo(page, "#chip-group-2");
      await keyboard.press("Enter");
      const wanted = await page.evaluate(() => fetch("/api/facts").then((answer) => answer.json()).then(({ legend }) => legend.group.find(({ index }) => index === 2).places));
      await eventually(async () => assert.equal(Number(await attribute(page, "#list .row", "aria-setsize")), wanted));
      assert.ok(await focused(page, "#chip-group-2"), "the focus stays");
      await keyboard.press("Enter");

      await tabTo(page, ".head-buttons button:last-child", true);
      await keyboard.press("Enter");
      await keyboard.press("Enter");
      const themes = [await attribute(page, "html", "data-theme")];
      if (themes[0] !== other) await keyboard.press("Enter");
      if ((await attribute(page, "html", "data-theme")) !== other) await keyboard.press("Enter");
      await eventually(async () => assert.equal(await attribute(page, "html", "data-theme"), other));

      await tabTo(page, "#drive", true);
      await keyboard.press("Enter");
      await page.waitForSelector("html[data-mode=drive] .row-open");
      await take(page, `${tag}-${screen}-drive`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${wide} px wider than the screen`);
      await tabTo(page, ".row-open");
      await keyboard.press("Enter");
      await page.waitForSelector("#details-title");
      await keyboard.press("Escape");
      await page.waitForSelector(".row-open");
      await keyboard.press("Escape");
      await page.waitForSelector("html[data-mode=desk]");
      assertClean();
    });
  }
}

test("in Firefox a cluster, a row and the print button are clicked", async (t) => {
  const absent = missing();
  if (absent) return t.skip(absent);
  const { page, draws, assertClean } = await opened(t, "German", "1440x900");
  if (draws) {
    const at = await page.evaluate(() => {
      const map = globalThis.kplacesMap;
      const free = map.queryRenderedFeatures({ layers: ["clusters"] }).map(({ geometry }) => map.project(geometry.coordinates));
      return { zoom: map.getZoom(), point: free.find(({ x, y }) => document.elementFromPoint(x, y) === map.getCanvas()) };
    });
    await page.mouse.click(at.point.x, at.point.y);
    await eventually(async () => assert.ok((await page.evaluate(() => globalThis.kplacesMap.getZoom())) > at.zoom));
  }
  // The list follows the map, and a row may go while the pointer is on its way.
  await eventually(() => page.click("#row-0"));
  await page.waitForSelector("#details-title");
  await page.click(".details-head .round");
  await page.evaluate(() => (globalThis.print = () => (globalThis.printed = true)));
  await page.click(".print-button");
  await page.waitForFunction(() => globalThis.printed);
  assert.ok((await page.$$eval(".print tbody tr", (rows) => rows.length)) > 1_800);
  assertClean();
});
