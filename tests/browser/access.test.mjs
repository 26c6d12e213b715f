// For people who use a keyboard, a screen reader, strong contrast, or no motion.

import assert from "node:assert/strict";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { atRest } from "./stage/map-picture.mjs";
import * as panel from "./stage/panel.mjs";
import { PHONE, visit } from "./stage/visit.mjs";

/** The accessible name of what has the focus. */
const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: it } = document;
    return it?.getAttribute("aria-label") ?? it?.textContent?.trim() ?? "";
  });

test("a place is found, read and handed to navigation by the keyboard alone", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"));
  const { keyboard } = page;
  await keyboard.press("/");
  assert.equal(await focused(page), "Search places");
  await keyboard.type("gartnerei bohm");
  await eventually(async () => assert.match(await panel.options(page).first().innerText(), /Gärtnerei Böhm/));
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  const active = await panel.list(page).getAttribute("aria-activedescendant");
  const row = page.locator(`[id="${active}"]`);
  const [name] = (await row.innerText()).split("\n");
  assert.equal(await row.getAttribute("aria-selected"), "true");
  await keyboard.press("Enter");
  await panel.details(page).getByRole("heading", { name }).waitFor();
  await eventually(async () => assert.equal(await focused(page), name, "the focus goes with the details"));
  await keyboard.press("Tab");
  assert.match(await focused(page), /^Navigate/);
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  const link = panel.details(page).getByRole("link", { name: /^Navigate/ });
  await eventually(async () => assert.match(await link.getAttribute("href"), /^https:\/\/www\.google\.com\//));
  await keyboard.press("Escape");
  await panel.details(page).waitFor({ state: "hidden" });
  assert.equal(await focused(page), "Places", "the focus comes back to the list");
  assertClean();
});

test("the ends of the list, pages of it and its counts are for the keyboard too", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { on: await withoutMap() });
  await panel.list(page).focus();
  const position = async () => {
    const id = await panel.list(page).getAttribute("aria-activedescendant");
    return id && Number(await page.locator(`[id="${id}"]`).getAttribute("aria-posinset"));
  };
  const total = await panel.length(page);
  await eventually(async () => assert.equal(await position(), 1));
  await page.keyboard.press("End");
  await eventually(async () => assert.equal(await position(), total));
  await eventually(async () => assert.doesNotMatch(await panel.options(page).last().innerText(), /^\s*$/));
  await page.keyboard.press("Home");
  await eventually(async () => assert.equal(await position(), 1));
  await page.keyboard.press("PageDown");
  await eventually(async () => assert.ok((await position()) > 3));
  assertClean();
});

test("a list that has the focus before its rows has an active one when they come", async (t) => {
  let come;
  const awaited = new Promise((resolve) => (come = resolve));
  const prepare = (context) =>
    context.route("**/api/list**", async (route) => {
      await awaited;
      await route.continue();
    });
  const { page } = await visit(t, await sample("pro"), { on: await withoutMap(), prepare });
  await panel.list(page).focus();
  come();
  await eventually(async () => assert.equal(await panel.list(page).getAttribute("aria-activedescendant"), "row-0"));
  await page.locator("#row-0[aria-selected=true]").waitFor();
});

test("the skip link leads to the places, and the short-cuts are told", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"));
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the places");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await focused(page), "Search places"));
  await panel.list(page).focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByRole("heading", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  assertClean();
});

test("what has the focus looks different from what has it not", async (t) => {
  const { page } = await visit(t, await sample("pro"));
  const look = () =>
    page.evaluate(() => {
      // A box with a picture in it has the ring around both.
      const ring = (it) =>
        [it, it.parentElement].map((each) => {
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(each);
          return [outlineStyle === "none" ? "" : `${outlineWidth} ${outlineColor}`, boxShadow, borderColor].join();
        });
      const { before } = globalThis;
      const same = before && before.it.isConnected && `${ring(before.it)}` === `${before.ring}`;
      const unseen = same ? before.it.outerHTML.slice(0, 100) : null;
      const it = document.activeElement;
      globalThis.before = it === document.body ? null : { it, ring: ring(it) };
      return unseen;
    });
  const unseen = [];
  for (let step = 0; step < 25; step += 1) {
    await page.keyboard.press("Tab");
    unseen.push(await look());
  }
  assert.deepEqual(unseen.filter((each) => each !== null), []);
});

test("targets are at least 24 pixels large", async (t) => {
  const { page } = await visit(t, await sample("pro"), PHONE);
  const small = await page.evaluate(() => {
    const targets = [...document.querySelectorAll("button, a[href], [role=option], [role=searchbox]")];
    return targets.flatMap((it) => {
      const { width, height } = it.getBoundingClientRect();
      // Links in a line of text are let off; a skip link comes only with the focus.
      const isLetOff = getComputedStyle(it).display === "inline" || it.className === "skip" || width === 0;
      return isLetOff || (width >= 24 && height >= 24) ? [] : [`${it.outerHTML.slice(0, 80)}: ${width} x ${height}`];
    });
  });
  assert.deepEqual(small, []);
});

test("with reduced motion the map jumps and nothing glides", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"));
  await atRest(page);
  const frames = page.evaluate(async () => {
    const map = globalThis.kplacesMap;
    let moves = 0;
    map.on("move", () => (moves += 1));
    await map.once("moveend");
    return moves;
  });
  await page.getByRole("button", { name: "Zoom in" }).click();
  assert.equal(await frames, 1);
  const gliding = await page.evaluate(() => {
    const seconds = (text) => Math.max(...text.split(",").map(parseFloat));
    return [...document.querySelectorAll("*")].flatMap((it) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(it);
      const glides = seconds(transitionDuration) > 0.01 || (animationName !== "none" && seconds(animationDuration) > 0.01);
      return glides ? [it.outerHTML.slice(0, 80)] : [];
    });
  });
  assert.deepEqual(gliding, []);
  assertClean();
});

test("results and syncs are told to a screen reader", async (t) => {
  const { page } = await visit(t, await sample("pro"), { on: await withoutMap() });
  const status = page.getByRole("status");
  await panel.searchFor(page, "rastplatz am stadion", panel.options(page), (row) => row.includes("Rastplatz"));
  await eventually(async () => assert.match(await status.first().innerText(), /found|first/i));
  await panel.searchBox(page).press("Escape");
  await page.keyboard.type("qqqq");
  await eventually(async () => assert.match(await status.first().innerText(), /Nothing found/));
});

test("names of three landmarks lead through the page", async (t) => {
  const { page } = await visit(t, await sample("pro"));
  await page.getByRole("main", { name: "Places" }).waitFor();
  await page.getByRole("region", { name: "Map of the places" }).first().waitFor();
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  assert.equal(await page.title(), "3Kplaces");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});
