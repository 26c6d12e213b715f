// An account of a large fleet: two hundred groups, some with long names.

import assert from "node:assert/strict";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { account } from "./stage/account.mjs";
import { sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { PHONE, TABLET, visit } from "./stage/visit.mjs";

const GROUPS = Array.from({ length: 200 }, (_, n) => `Region ${String(n).padStart(3, "0")} – ${["Großkunden Süd", "Werkstätten", "Depots"][n % 3]}`);

let made;

/** One device for all tests of this file; the first groups have the most places. */
function fleet() {
  made ??= account(
    GROUPS.flatMap((group, n) => Array.from({ length: n < 20 ? 3 : 2 }, (_, each) => ({ name: `Ort ${n}-${each}`, groups: [group] }))),
  ).then(({ device }) => device);
  return made;
}

const filters = (page) => page.getByRole("region", { name: "Filter" });
const opener = (page) => filters(page).getByRole("button", { name: "All 200 groups" });
const box = (page) => page.getByRole("combobox", { name: "Find a group" });
const choices = (page) => page.getByRole("listbox", { name: "Find a group" }).getByRole("option");

test("a group of two hundred is found by some of its letters and chosen by the keyboard alone", async (t) => {
  const { page, assertClean } = await visit(t, await fleet(), { on: await withoutMap(), ...TABLET });
  await opener(page).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("grosskunden 123");
  await eventually(async () => assert.deepEqual(await choices(page).allInnerTexts(), ["Region 123 – Großkunden Süd\n2"]));
  await page.keyboard.press("Enter");
  assert.equal(await choices(page).first().getAttribute("aria-selected"), "true");
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await choices(page).count(), 200));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await page.getByRole("option", { selected: true }).count(), 2);
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await panel.length(page), 5));
  assert.match(await page.evaluate(() => document.activeElement.textContent), /All 200 groups/);
  const chips = await filters(page).getByRole("button", { pressed: true }).allInnerTexts();
  assert.deepEqual(chips.filter((text) => text.startsWith("Region")).length, 2, "the chosen ones are chips");
  await opener(page).click();
  assert.match(await choices(page).first().innerText(), /^Region (001|123)/, "the chosen ones come first");
  assertClean();
});

for (const [where, screen] of [["a tablet", TABLET], ["a phone", PHONE]]) {
  test(`on ${where} many groups are in view at once, each with its number of places`, async (t) => {
    const { page } = await visit(t, await fleet(), { on: await withoutMap(), ...screen });
    if (where === "a phone") await panel.searchBox(page).tap();
    await opener(page).tap();
    const { inView, small } = await choices(page).evaluateAll((options) => {
      const boxes = options.map((option) => option.getBoundingClientRect());
      const list = options[0].parentElement.getBoundingClientRect();
      const seen = boxes.filter(({ top, bottom }) => top >= list.top && bottom <= Math.min(list.bottom, innerHeight));
      return { inView: seen.length, small: seen.filter(({ height }) => height < 48).length };
    });
    assert.ok(inView >= 5, `${inView} groups are in view`);
    assert.equal(small, 0, "for a finger");
    for (const text of await choices(page).allInnerTexts()) assert.match(text, /\n[23]$/);
    await page.getByRole("button", { name: "Done" }).tap();
    await panel.options(page).first().waitFor();
  });
}

test("as many groups have a colour as there are colours, no two the same, and the others have none", async (t) => {
  const { page } = await visit(t, await fleet(), { on: await withoutMap() });
  await opener(page).click();
  await page.getByText("The 9 largest groups have a colour, all others are grey.").waitFor();
  const colours = await choices(page).evaluateAll((options) =>
    options.flatMap((option) => [...option.querySelectorAll(".dot")].map((dot) => getComputedStyle(dot).backgroundColor)),
  );
  assert.equal(colours.length, 9);
  assert.equal(new Set(colours).size, 9);
});

test("groups that all have a colour are chips, with no list behind them", async (t) => {
  const { page } = await visit(t, await sample("pro"), { on: await withoutMap() });
  await filters(page).getByRole("button", { name: /^Depots/ }).waitFor();
  assert.equal(await filters(page).getByRole("button", { name: /^All \d+ groups/ }).count(), 0);
  await filters(page).getByRole("button", { name: "Colours", exact: true }).click();
  await filters(page).getByRole("button", { name: /^All \d+ colours/ }).waitFor();
});
