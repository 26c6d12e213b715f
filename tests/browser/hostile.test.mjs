// Names come from outside. On the page they are text, whatever they look like.

import assert from "node:assert/strict";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { Device } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { atRest, jump } from "./stage/map-picture.mjs";
import * as panel from "./stage/panel.mjs";
import { renaming } from "./stage/renaming.mjs";
import { StandIn } from "./stage/stand-in.mjs";
import { PHONE, visit } from "./stage/visit.mjs";

const IMAGE = "<img src=x onerror=alert(1)>";
const SCRIPT = "</script><script>alert(2)</script>";
const DRAWING = "<svg onload=alert(3)>";
const QUOTED = '"><b onmouseover="alert(4)">fett</b>';
const TURNED = "\u202eegnal\u2066 \u200f(1)";

/** Of the sample: names of places, groups and a colour. */
const NAMES = {
  "Depot Nord": IMAGE,
  "Werkstatt Köhler": SCRIPT,
  "Großhandel Weiß": "javascript:alert(5)//{{7*7}}${7*7}",
  "Lager Süd": TURNED,
  Kunden: DRAWING,
  Werkstätten: QUOTED,
  dullorange: "red;background:url(//outside.invalid/x)",
};

let made;

/** One device for all tests of this file. */
function hostile() {
  made ??= (async () => {
    const webfleet = await StandIn.start();
    const url = await renaming(webfleet.url, NAMES);
    const device = await Device.loggedIn("pro", webfleet.login, url);
    await device.sync();
    return device;
  })();
  return made;
}

test("hostile names of places, groups and colours are shown as text", async (t) => {
  const { page, assertClean } = await visit(t, await hostile(), { on: await withoutMap() });
  const filters = page.getByRole("region", { name: "Filter" });
  for (const group of [DRAWING, QUOTED]) await filters.getByRole("button", { name: group }).waitFor();
  for (const name of [IMAGE, SCRIPT]) {
    await panel.searchFor(page, name, panel.options(page), (row) => row.includes(name));
    await panel.options(page).first().hover();
    await panel.options(page).first().click();
    await panel.details(page).getByRole("heading", { name }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear the search" }).click();
  }
  await filters.getByRole("button", { name: "Colours", exact: true }).click();
  await filters.getByRole("button", { name: NAMES.dullorange }).click();
  await eventually(async () => assert.ok((await panel.length(page)) < 500));
  const made = "#panel img, #panel script, #panel b[onmouseover], #panel svg[onload]";
  assert.equal(await page.locator(made).count(), 0, "a name became an element");
  assertClean();
});

test("hostile names on the map, under the pointer and in driver mode are text as well", async (t) => {
  const { page, assertClean } = await visit(t, await hostile());
  const { body } = await panel.ask(page, `/api/search?q=${encodeURIComponent("<img")}&limit=1`);
  const [{ lat, lon, name }] = body.rows;
  assert.ok(name.startsWith(IMAGE), name);
  await jump(page, lon, lat, 15);
  const at = await page.evaluate((lonLat) => {
    const { left, top } = globalThis.kplacesMap.getCanvas().getBoundingClientRect();
    const { x, y } = globalThis.kplacesMap.project(lonLat);
    return { x: x + left, y: y + top };
  }, [lon, lat]);
  await page.mouse.move(at.x, at.y, { steps: 3 });
  await page.getByText(name, { exact: true }).first().waitFor();
  await page.mouse.click(at.x, at.y);
  await panel.details(page).getByRole("heading", { name }).waitFor();
  await page.getByRole("button", { name: "Driver mode" }).click();
  await atRest(page);
  assertClean();
});

test("a name that turns the direction of text turns only itself", async (t) => {
  const { page, assertClean } = await visit(t, await hostile(), { ...PHONE, on: await withoutMap() });
  await panel.searchFor(page, "egnal", panel.options(page), (row) => row.includes("egnal"));
  const rows = panel.options(page);
  const isolated = await rows.evaluateAll((rows, name) => {
    const around = (row) => [...row.querySelectorAll("*")].filter((each) => each.textContent.includes(name)).at(-1);
    return rows.map((row) => getComputedStyle(around(row)).unicodeBidi);
  }, "egnal");
  assert.ok(isolated.length > 0 && isolated.every((each) => each.startsWith("isolate")), isolated.join());
  assertClean();
});

test("a text that wants to become HTML or script is refused by the browser", async (t) => {
  const { page, records } = await visit(t, await hostile(), { on: await withoutMap() });
  const refused = await page.evaluate(() => {
    const tries = {
      html: () => (document.body.innerHTML = "<p>x</p>"),
      script: () => (document.createElement("script").src = "/app.js"),
      worker: () => new Worker("/app.js"),
    };
    return Object.entries(tries).map(([name, attempt]) => {
      try {
        attempt();
        return `${name} passed`;
      } catch {
        return name;
      }
    });
  });
  assert.deepEqual(refused, ["html", "script", "worker"]);
  await eventually(() => assert.ok(records.violations.length >= 1, "the tests see no violation"));
});
