// When something is missing: the graphics, the program, the places.

import assert from "node:assert/strict";
import test from "node:test";

import { browser as usual, withoutMap } from "./stage/chromium.mjs";
import { Device, sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { StandIn } from "./stage/stand-in.mjs";
import { DESK, PHONE, visit } from "./stage/visit.mjs";

for (const [where, screen] of [["a desk", DESK], ["a phone", PHONE]]) {
  test(`without WebGL2 search, list and details work on ${where}`, async (t) => {
    const on = await withoutMap();
    const { page, state, assertClean } = await visit(t, await sample("pro"), { on, ...screen });
    assert.equal(state, "list-only");
    assert.equal(await page.evaluate(() => document.createElement("canvas").getContext("webgl2")), null);
    await panel.searchFor(page, "werkst ko", panel.options(page), (row) => row.includes("Werkstatt Köhler"));
    await panel.options(page).first().click();
    await panel.details(page).getByRole("link", { name: /^Navigate/ }).waitFor();
    assert.equal(await panel.details(page).getByRole("button", { name: "Show on the map" }).count(), 0);
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.getByRole("button", { name: "Driver mode" }).click();
    await panel.driverRows(page).first().waitFor();
    assertClean();
  });
}

test("without WebGL2 the page says why there is no map", async (t) => {
  const on = await withoutMap();
  const { page } = await visit(t, await sample("pro"), { on });
  await page.getByText("This browser has no WebGL2, which the map needs.").waitFor();
  const why = page.getByText("This browser has no WebGL2, which the map needs.");
  assert.ok(await why.isVisible());
});

for (const [how, signal, browser] of [["is ended", "SIGINT", withoutMap], ["is killed", "SIGKILL", usual]]) {
  test(`when the program ${how} a banner says so, and how to start it again`, async (t) => {
    const { page, map, records } = await visit(t, await sample("pro"), { on: await browser() });
    await map.end(signal);
    const banner = page.getByRole("alert").filter({ hasText: "3Kplaces has ended" });
    await banner.waitFor();
    assert.match(await banner.innerText(), /3kplaces open/);
    assert.deepEqual(records.elsewhere(map.origin), []);
    assert.deepEqual(records.errors, []);
  });
}

test("a program that ends has the browser forget what it kept", async (t) => {
  const { page, map } = await visit(t, await sample("pro"));
  const bye = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/api/bye");
  await map.end();
  const headers = await (await bye).allHeaders();
  assert.match(headers["clear-site-data"], /"storage"/);
});

test("two maps side by side do not log each other out", async (t) => {
  const [pro, basic] = [await sample("pro"), await sample("basic")];
  const { page: first, context, map } = await visit(t, pro, { on: await withoutMap() });
  const other = await basic.map();
  t.after(() => other.end("SIGKILL"));
  const second = await context.newPage();
  await second.goto(other.link);
  await panel.options(second).first().waitFor();
  await first.reload();
  await panel.options(first).first().waitFor();
  assert.equal((await panel.ask(first, "/api/facts")).body.edition.id, "pro");
  assert.equal((await panel.ask(second, "/api/facts")).body.edition.id, "basic");
  await other.end();
  await second.getByRole("alert").getByText("3Kplaces has ended").waitFor();
  await first.reload();
  await panel.options(first).first().waitFor();
  assert.equal((await panel.ask(first, "/api/facts")).status, 200);
  assert.equal(new URL(first.url()).origin, map.origin);
});

test("a device without places invites to the first sync, which fills it", async (t) => {
  const webfleet = await StandIn.start("--size", "300");
  const device = await Device.loggedIn("pro", webfleet.login, webfleet.url);
  const { page, assertClean } = await visit(t, device);
  await page.getByRole("heading", { name: "Let’s fetch your places" }).waitFor();
  await page.getByText("from 127.0.0.1").waitFor();
  await page.getByRole("button", { name: "Sync now" }).click();
  await page.getByText("300 places", { exact: true }).waitFor();
  await eventually(async () => assert.equal(await panel.length(page), 300));
  const { west, east } = await eventually(async () => {
    const bounds = await page.evaluate(() => {
      const { kplacesMap: map } = globalThis;
      return { west: map.getBounds().getWest(), east: map.getBounds().getEast() };
    });
    assert.ok(bounds.east - bounds.west < 50, "the map does not go to the places");
    return bounds;
  });
  assert.ok(west < 10 && east > 9, `${west} to ${east}`);
  assertClean();
});
