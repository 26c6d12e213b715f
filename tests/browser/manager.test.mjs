// A fleet manager at a desk: filters, reads, copies, and keeps the places fresh.

import assert from "node:assert/strict";
import test from "node:test";

import { violations } from "./stage/accessible.mjs";
import { withoutMap } from "./stage/chromium.mjs";
import { Device, sample, synced } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { atRest, jump } from "./stage/map-picture.mjs";
import * as panel from "./stage/panel.mjs";
import { StandIn } from "./stage/stand-in.mjs";
import { PHONE, TABLET, visit } from "./stage/visit.mjs";

test("a group filter leaves the places of that group", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { on: await withoutMap() });
  const { body: facts } = await panel.ask(page, "/api/facts");
  const depots = facts.legend.group.find(({ name }) => name === "Depots");
  const filters = page.getByRole("region", { name: "Filter" });
  const chip = filters.getByRole("button", { name: /^Depots/ });
  await chip.click();
  await eventually(async () => assert.equal(await panel.length(page), depots.places));
  assert.equal(await chip.getAttribute("aria-pressed"), "true");
  // A place counts in the first of its groups; all rows name it.
  for (const row of await panel.options(page).allInnerTexts()) assert.match(row, /Depots/);
  await filters.getByRole("button", { name: "All", exact: true }).click();
  await eventually(async () => assert.equal(await panel.length(page), facts.places));
  assertClean();
});

test("groups and colours filter together", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { on: await withoutMap() });
  const filters = page.getByRole("region", { name: "Filter" });
  await filters.getByRole("button", { name: /^Depots/ }).click();
  await filters.getByRole("button", { name: "Colours", exact: true }).click();
  await filters.getByText("A group filter is on").waitFor();
  const { body: facts } = await panel.ask(page, "/api/facts");
  const [group] = facts.legend.group.filter(({ name }) => name === "Depots");
  const [colour] = facts.legend.colour.filter(({ name }) => name === "brightblue");
  await filters.getByRole("button", { name: /^Bright blue/ }).click();
  const { body } = await panel.ask(page, `/api/list?order=name&g=${group.index}&c=${colour.index}`);
  assert.ok(body.total > 0 && body.total < group.places);
  await eventually(async () => assert.equal(await panel.length(page), body.total));
  assertClean();
});

test("details say what the place is, and its coordinates can be copied", async (t) => {
  const permissions = ["clipboard-read", "clipboard-write"];
  const { page, assertClean } = await visit(t, await sample("pro"), { permissions, on: await withoutMap() });
  await panel.searchFor(page, "in drei gruppen", panel.options(page), (row) => row.includes("In drei Gruppen"));
  await panel.options(page).first().click();
  const place = panel.details(page);
  await place.getByRole("heading", { name: "In drei Gruppen" }).waitFor();
  const text = await place.innerText();
  for (const part of ["51.316670, 9.500000", "250 m", "Bright blue", "Kunden", "Depots", "Lieferanten; Ausland"]) {
    assert.ok(text.includes(part), `${part} is missing: ${text}`);
  }
  await place.getByRole("button", { name: "Copy coordinates" }).click();
  await page.getByRole("status").getByText("Copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "51.316670, 9.500000");
  assertClean();
});

test("a sync from the page says what has changed, and the list has it", async (t) => {
  const { webfleet, device } = await synced("pro");
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  await webfleet.become("--edit", "8");
  await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  const strip = page.getByRole("region", { name: "Sync" });
  await strip.getByText("2 added, 4 changed, 2 removed").waitFor();
  await strip.getByText(/odd rows/).waitFor();
  await panel.searchFor(page, "Neu:", panel.options(page), (row) => row.includes("Neu:"));
  assert.equal(await panel.options(page).count(), 2);
  assertClean();
});

test("after a sync it says by name what is new, changed and odd, and opens it", async (t) => {
  const { webfleet, device } = await synced("pro");
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  await webfleet.become("--edit", "8");
  await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  const strip = page.getByRole("region", { name: "Sync" });
  await strip.getByText("What has changed?").click();
  await strip.getByRole("heading", { name: "New (2)" }).waitFor();
  await strip.getByRole("heading", { name: "Changed (4)" }).waitFor();
  await strip.getByRole("heading", { name: "Removed (2)" }).waitFor();
  await strip.getByText(/^By the ends of their keys: …/).waitFor();
  await strip.getByText("Which are odd?").click();
  await strip.getByRole("heading", { name: /^Odd \(/ }).waitFor();
  const names = await strip.locator(".changes ul").nth(1).getByRole("button").allInnerTexts();
  assert.deepEqual(names, [...names].sort(new Intl.Collator("en").compare));
  const added = strip.getByRole("button", { name: /^Neu:/ }).first();
  const name = await added.textContent();
  await added.click();
  await page.getByRole("region", { name: "Place" }).getByRole("heading", { name }).waitFor();
  assertClean();
});

test("on a phone a sync is one line with the list below, and tells more when it is asked", async (t) => {
  const { webfleet, device } = await synced("pro");
  const { page, assertClean } = await visit(t, device, PHONE);
  await webfleet.become("--edit", "8");
  await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  const strip = page.getByRole("region", { name: "Sync" });
  await strip.getByText("2 added, 4 changed, 2 removed").waitFor();
  const { height } = await strip.boundingBox();
  assert.ok(height < 80, `${height} px`);
  const row = await panel.options(page).first().boundingBox();
  assert.ok(row.y + row.height <= page.viewportSize().height, "a place is to be seen");
  const dialog = page.locator("dialog");
  await strip.getByRole("button", { name: "More" }).click();
  await dialog.getByText("What has changed?").click();
  await dialog.getByRole("heading", { name: "New (2)" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: /^Neu:/ }).first().click();
  await dialog.waitFor({ state: "detached" });
  await panel.details(page).waitFor();
  assertClean();
});

test("after the first sync, which brings all places, nobody is asked which of them are new", async (t) => {
  const webfleet = await StandIn.start("--size", "40");
  const device = await Device.loggedIn("pro", webfleet.login, webfleet.url);
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  await page.getByRole("button", { name: "Sync now" }).click();
  const strip = page.getByRole("region", { name: "Sync" });
  await strip.getByText("40 added, none changed, none removed").waitFor();
  assert.equal(await strip.getByText("What has changed?").count(), 0);
  assertClean();
});

test("what else goes when removed places come back is said, and asked for twice", async (t) => {
  const { webfleet, device } = await synced("pro");
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  await webfleet.become("--edit", "8");
  await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  const strip = page.getByRole("region", { name: "Sync" });
  const back = strip.getByRole("button", { name: "Bring back what was there before the sync (2 removed places; 2 new ones and 4 changes go)" });
  await back.click();
  const no = strip.getByRole("button", { name: "No, leave it so" });
  assert.ok(await no.evaluate((it) => it === document.activeElement));
  await no.click();
  await back.click();
  await strip.getByRole("button", { name: "Yes, bring that back" }).click();
  await strip.getByText("What was there before the sync is there again: 1,840 places.").waitFor();
  await panel.searchBox(page).click();
  await page.keyboard.type("Neu:");
  await eventually(async () => assert.ok(!(await panel.options(page).allInnerTexts()).some((row) => row.startsWith("Neu:"))));
  assertClean();
});

test("in driver mode a sync from another page is told in passing, and stays above nothing", async (t) => {
  const { webfleet, device } = await synced("pro", "--size", "40");
  const { page, context, assertClean } = await visit(t, device, { on: await withoutMap(), ...TABLET, query: "#drive" });
  await panel.driverRows(page).first().waitFor();
  const other = await context.newPage();
  await other.goto(new URL(page.url()).origin);
  await webfleet.become("--size", "45");
  await other.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  await other.getByRole("region", { name: "Sync" }).getByText("5 added").waitFor();
  const told = page.locator(".toast").filter({ hasText: "Sync finished. 5 added" });
  await told.waitFor();
  assert.equal(await page.locator(".sync").isVisible(), false);
  await told.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "To the map" }).click();
  await page.getByRole("region", { name: "Sync" }).getByText("5 added").waitFor();
  assertClean();
});

test("a sync that changes nothing says so", async (t) => {
  const { device } = await synced("pro");
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  await page.getByRole("region", { name: "Sync" }).getByText("Nothing has changed.").waitFor();
  assertClean();
});

test("a sync made elsewhere shows up, and the view stays", async (t) => {
  const { webfleet, device } = await synced("pro", "--size", "400");
  const { page, records, map } = await visit(t, device);
  await page.getByText("400 places", { exact: true }).waitFor();
  await jump(page, 11.5, 48.1, 8);
  await webfleet.become("--size", "450");
  await device.sync();
  await page.getByText("450 places", { exact: true }).waitFor();
  await eventually(async () => assert.equal(await panel.length(page), 450));
  await atRest(page);
  const view = await page.evaluate(() => {
    const { kplacesMap: map } = globalThis;
    return { zoom: map.getZoom(), ...map.getCenter(), tiles: map.getSource("places")?.tiles };
  });
  const rounded = { zoom: view.zoom, lng: Math.round(view.lng * 1e6) / 1e6, lat: Math.round(view.lat * 1e6) / 1e6 };
  assert.deepEqual(rounded, { zoom: 8, lng: 11.5, lat: 48.1 });
  const { body: facts } = await panel.ask(page, "/api/facts");
  const last = records.requests.filter((url) => url.includes("/tiles/")).at(-1);
  assert.ok(last.includes(`/tiles/${facts.revision}/`), last);
  assert.deepEqual(records.elsewhere(map.origin), []);
});

test("a sync that would remove much stops, and goes on when the user wants it", async (t) => {
  const { webfleet, device } = await synced("pro", "--size", "400");
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  await webfleet.become("--size", "100");
  await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  const strip = page.getByRole("region", { name: "Sync" });
  await strip.getByText("300 of 400 places would be removed.").waitFor();
  await page.getByText("400 places", { exact: true }).waitFor();
  assert.equal(await panel.length(page), 400);
  // Twice, and who presses twice without reading keeps them.
  const first = strip.getByRole("button", { name: "Remove them all the same …" });
  await first.click();
  const no = strip.getByRole("button", { name: "No, keep everything" });
  assert.ok(await no.evaluate((it) => it === document.activeElement));
  await no.click();
  await first.click();
  await strip.getByRole("button", { name: "Yes, remove 300 places" }).click();
  await strip.getByText("none added, none changed, 300 removed").waitFor();
  await page.getByText("100 places", { exact: true }).waitFor();
  await eventually(async () => assert.equal(await panel.length(page), 100));
  await strip.getByRole("button", { name: "Bring the 300 removed places back" }).click();
  await strip.getByText("What was there before the sync is there again: 400 places.").waitFor();
  await eventually(async () => assert.equal(await panel.length(page), 400));
  assertClean();
});

test("a sync that fails says why, what to do, and that nothing is lost", async (t) => {
  const { webfleet, device } = await synced("pro", "--size", "50");
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  await webfleet.become("--size", "50", "--fault", "error:1101");
  await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  const strip = page.getByRole("region", { name: "Sync" });
  await strip.getByText("The places on this device are unchanged.").waitFor();
  await strip.getByRole("button", { name: "Try again" }).waitFor();
  assert.equal(await panel.length(page), 50);
  assertClean();
});
