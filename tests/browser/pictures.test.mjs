// Pictures of the page as it is, for people to look at: in the folder KPLACES_PICTURES.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

import { browser } from "./stage/chromium.mjs";
import { sample } from "./stage/device.mjs";
import { atRest } from "./stage/map-picture.mjs";
import * as panel from "./stage/panel.mjs";
import { visit } from "./stage/visit.mjs";

const SCREENS = {
  "1440x900": { viewport: { width: 1440, height: 900 } },
  "1024x600": { viewport: { width: 1024, height: 600 } },
  "390x844": { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

const folder = process.env.KPLACES_PICTURES;

/** How light a picture is on the whole, 0 to 255, and how many different colours it has. */
async function measured(picture) {
  const page = await (await browser()).newPage();
  try {
    return await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const drawing = canvas.getContext("2d");
      drawing.drawImage(bitmap, 0, 0);
      const { data } = drawing.getImageData(0, 0, bitmap.width, bitmap.height);
      const colours = new Set();
      let sum = 0;
      for (let at = 0; at < data.length; at += 4) {
        sum += data[at] * 0.2126 + data[at + 1] * 0.7152 + data[at + 2] * 0.0722;
        colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
      }
      return { light: sum / (data.length / 4), colours: colours.size };
    }, picture.toString("base64"));
  } finally {
    await page.close();
  }
}

async function take(page, name) {
  const picture = await page.screenshot();
  if (folder) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.png`), picture);
  }
  return measured(picture);
}

for (const [size, screen] of Object.entries(SCREENS)) {
  test(`at ${size} the page is light by day, dark by night, and full of colours`, async (t) => {
    const { page, assertClean } = await visit(t, await sample("pro"), { ...screen, colorScheme: "light" });
    await atRest(page);
    const day = await take(page, `${size}-light`);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator("html[data-theme=dark]").waitFor({ state: "attached" });
    await atRest(page);
    const night = await take(page, `${size}-dark`);
    assert.ok(day.light > 180 && night.light < 80, `light ${day.light} and ${night.light}`);
    assert.ok(day.colours > 500 && night.colours > 500, `colours ${day.colours} and ${night.colours}`);
    await page.getByRole("button", { name: "Driver mode" }).click();
    await panel.driverRows(page).first().waitFor();
    const drive = await take(page, `${size}-driver`);
    assert.ok(drive.light < 80, `light ${drive.light}`);
    assertClean();
  });
}

test("the details have a picture, too", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), SCREENS["1440x900"]);
  await panel.searchFor(page, "depot nord", panel.options(page), (row) => row.includes("Depot Nord"));
  await panel.options(page).first().click();
  await panel.details(page).getByRole("button", { name: "Show on the map" }).click();
  await atRest(page);
  const { colours } = await take(page, "1440x900-details");
  assert.ok(colours > 300, `${colours} colours`);
  assertClean();
});

test("the privacy statement in German can be looked at", async (t) => {
  for (const [size, screen] of Object.entries(SCREENS)) {
    const { page } = await visit(t, await sample("pro"), { ...screen, locale: "de-DE" });
    // On a phone the sheet opens for it.
    await page.getByRole("searchbox", { name: "Orte suchen" }).focus();
    await page.getByRole("button", { name: "Nur auf diesem Gerät" }).click();
    await page.getByRole("button", { name: "Datenschutz im Einzelnen" }).click();
    await page.getByRole("heading", { name: /^Datenschutzinformation zu/ }).waitFor();
    const { light } = await take(page, `${size}-privacy`);
    assert.ok(light > 40, `${size}: ${light}`);
  }
});
