// The page on paper.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

import { account } from "./stage/account.mjs";
import { withoutMap } from "./stage/chromium.mjs";
import { sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { atRest } from "./stage/map-picture.mjs";
import * as panel from "./stage/panel.mjs";
import { PHONE, visit } from "./stage/visit.mjs";

const A4 = { format: "A4", printBackground: false };
const folder = process.env.KPLACES_PICTURES;

/** Instead of the browser's dialog, whose end would take the paper away. */
const prepare = (context) => context.addInitScript(() => (globalThis.print = () => (globalThis.printed = (globalThis.printed ?? 0) + 1)));

async function print(page) {
  await page.getByRole("button", { name: "Print map and places" }).click();
  await page.waitForFunction(() => globalThis.printed > 0);
  await page.emulateMedia({ media: "print" });
}

const paper = (page) => page.locator(".print");

/** What stands in the tables: caption and names. */
const tables = (page) =>
  paper(page).locator("table").evaluateAll((all) =>
    all.map((table) => [table.caption.innerText, [...table.tBodies[0].rows].map((row) => row.cells[0].innerText)]),
  );

/** How many pages a PDF has. */
const pages = (pdf) => pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length;

test("all places that the filter leaves are printed, by group, and nothing else of the page", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { on: await withoutMap(), prepare });
  const { body: facts } = await panel.ask(page, "/api/facts");
  const filters = page.getByRole("region", { name: "Filter" });
  for (const name of [/^Depots/, /^Tankstellen/]) await filters.getByRole("button", { name }).click();
  const indexes = ["Depots", "Tankstellen"].map((name) => facts.legend.group.find((entry) => entry.name === name).index);
  const { body } = await panel.ask(page, `/api/list?order=name&g=${indexes.join(".")}&limit=1`);
  await eventually(async () => assert.equal(await panel.length(page), body.total));
  await print(page);
  const printed = await tables(page);
  assert.equal(printed.reduce((sum, [, rows]) => sum + rows.length, 0), body.total);
  assert.ok(printed.some(([caption]) => caption.startsWith("Depots (")), printed.map(([caption]) => caption).join());
  for (const [caption, rows] of printed) assert.ok(caption.endsWith(`(${rows.length})`), caption);
  assert.match(await paper(page).innerText(), /Filter: .*Depots/);
  const visible = await page.evaluate(() => [...document.body.children].filter((each) => each.checkVisibility()).map(({ className }) => className));
  assert.deepEqual(visible, ["print"]);
  assertClean();
});

test("the map is printed on a page of its own, light even at night, with the colours of the groups", async (t) => {
  const { page, assertClean } = await visit(t, await account([{ name: "Depot Nord", groups: ["Depots"] }, { name: "Kunde Weiß", groups: ["Kunden"] }]).then(({ device }) => device), { prepare, colorScheme: "dark" });
  await atRest(page);
  await print(page);
  const light = await paper(page).locator("canvas").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value) => sum + value, 0) / data.length;
  });
  assert.ok(light > 170, `how light the map is, 0 to 255: ${light}`);
  const legend = paper(page).locator("figcaption > span");
  assert.deepEqual((await legend.allInnerTexts()).sort(), ["Depots", "Kunden"]);
  const pdf = await page.pdf(A4);
  assert.equal(pages(pdf), 2, "the map, and the list");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  if (folder) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "print.pdf"), pdf);
    await page.screenshot({ path: join(folder, "print.png"), fullPage: true });
  }
  assertClean();
});

test("of very many places the first two thousand are printed, and that is said", async (t) => {
  const places = Array.from({ length: 2_050 }, (_, n) => ({ name: `Ort ${String(n).padStart(4, "0")}`, groups: ["Kunden"] }));
  const { device } = await account(places);
  const { page } = await visit(t, device, { on: await withoutMap(), prepare });
  await print(page);
  const [[, rows]] = await tables(page);
  assert.equal(rows.length, 2_000);
  assert.deepEqual([rows[0], rows.at(-1)], ["Ort 0000", "Ort 1999"]);
  await paper(page).getByText("These are the first 2,000 of 2,050 places by name.").waitFor();
});

test("Ctrl+P prints the same, and the menu of the browser says how", async (t) => {
  const { page } = await visit(t, await sample("pro"), { on: await withoutMap(), prepare });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.match(await paper(page).textContent(), /Print map and places/);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await paper(page).count(), 0, "nothing is kept");
  await panel.list(page).focus();
  await page.keyboard.press("Control+p");
  await page.waitForFunction(() => globalThis.printed > 0);
  assert.ok((await tables(page)).length > 3);
});

test("a search that is on is what is printed", async (t) => {
  const { page } = await visit(t, await sample("pro"), { on: await withoutMap(), prepare });
  const found = await panel.searchFor(page, "werkst ko", panel.options(page), (row) => row.includes("Werkstatt Köhler"));
  await print(page);
  const names = (await tables(page)).flatMap(([, rows]) => rows);
  assert.ok(names.length >= found.length && names.every((name) => name.includes("Werkstatt Köhler")));
  await paper(page).getByText("Search: “werkst ko”").waitFor();
});

test("what is on paper is not on the screen", async (t) => {
  const { page } = await visit(t, await sample("pro"), { ...PHONE, on: await withoutMap(), prepare });
  await panel.list(page).focus();
  await page.keyboard.press("Control+p");
  await page.waitForFunction(() => globalThis.printed > 0);
  assert.ok(await paper(page).isHidden());
});
