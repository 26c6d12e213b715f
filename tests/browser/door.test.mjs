// The program ends, and comes back: what a page says meanwhile, and how it goes on.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

import { browser as usual, withoutMap } from "./stage/chromium.mjs";
import { sample, synced } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { DESK, PHONE, TABLET, visit } from "./stage/visit.mjs";

const ended = (page) => page.getByRole("alert").filter({ hasText: "3Kplaces has ended" });

for (const [how, signal, browser] of [["was ended", "SIGINT", usual], ["was killed", "SIGKILL", withoutMap]]) {
  test(`a page goes on by itself when its program, which ${how}, is started again`, async (t) => {
    const { device } = await synced("pro", "--size", "40");
    const { page, map } = await visit(t, device, { on: await browser(), query: "#drive" });
    await panel.driverRows(page).first().waitFor();
    await map.end(signal);
    await ended(page).waitFor();
    const again = await device.map();
    t.after(() => again.end("SIGKILL"));
    assert.notEqual(again.origin, map.origin, "what others left for the old address is nothing to the new one");
    await page.waitForURL(`${again.origin}/#drive`);
    await panel.driverRows(page).first().waitFor();
    await page.getByRole("button", { name: "To the map" }).click();
    await eventually(async () => assert.equal(await panel.length(page), 40));
    assert.equal((await panel.ask(page, "/api/facts")).status, 200);
  });
}

test("a page that nobody knows any more says so, and asks nobody", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { page, map } = await visit(t, device, { on: await withoutMap() });
  await map.end();
  await ended(page).waitFor();
  await device.forgetMaps();
  const again = await device.map();
  t.after(() => again.end("SIGKILL"));
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await eventually(async () => assert.ok(asked.filter((path) => path === "/api/again").length > 2, asked.join()), 20_000);
  assert.deepEqual(asked.filter((path) => path !== "/api/again"), []);
  assert.equal(await ended(page).isVisible(), true);
});

test("who listens at the port of a map that has ended is told nothing, believed nothing and sent no cookie", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { page, map } = await visit(t, device, { on: await withoutMap() });
  await panel.options(page).first().waitFor();
  await map.end("SIGKILL");
  const asked = [];
  const stranger = createServer((request, response) => {
    asked.push([request.url.split("?")[0], request.headers.cookie ?? null]);
    const stream = request.url.startsWith("/api/events");
    response.writeHead(200, { "content-type": stream ? "text/event-stream" : "application/json" });
    const port = Number(new URL(map.origin).port);
    if (stream) response.write('event: facts\ndata: {"run":"another"}\n\n');
    else response.end(JSON.stringify({ port, same: "0".repeat(64), next: "f".repeat(64), run: "another", rows: [] }));
  });
  await eventually(() => new Promise((listening, failed) => stranger.once("error", failed).listen(Number(new URL(map.origin).port), "127.0.0.1", listening)));
  t.after(() => stranger.close());
  await ended(page).waitFor();
  const box = panel.searchBox(page);
  await box.click();
  await page.keyboard.type("depot");
  await page.getByText("What is still shown is from before.").waitFor();
  await eventually(async () => assert.ok(asked.length > 3), 20_000);
  assert.deepEqual(asked.filter(([path, cookie]) => path !== "/api/again" || cookie !== null), []);
  assert.equal(await page.evaluate(() => performance.getEntriesByType("navigation")[0].name), page.url(), "it was not loaded again");
  stranger.closeAllConnections();
  await new Promise((closed) => stranger.close(closed));
  const again = await device.map();
  t.after(() => again.end("SIGKILL"));
  await page.waitForURL(`${again.origin}/`);
  await eventually(async () => assert.equal(await panel.length(page), 40));
});

test("the bookmark of a map that does not run is readable on a phone, and goes on when one does", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { map, context } = await visit(t, device, { on: await withoutMap(), ...PHONE });
  await map.end();
  const doors = device.path(".local/state/3kplaces/map");
  const [door] = await readdir(doors);
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(doors, door, "3kplaces.html")).href);
  const words = page.getByText("Die Karte läuft gerade nicht.");
  await words.waitFor();
  const { size, wide } = await words.evaluate((it) => ({ size: parseFloat(getComputedStyle(it).fontSize), wide: document.documentElement.scrollWidth }));
  assert.ok(size >= 16 && wide <= 390, `${size} px letters, ${wide} px wide`);
  const again = await device.map();
  t.after(() => again.end("SIGKILL"));
  await page.waitForURL(`${again.origin}/`);
  await eventually(async () => assert.equal(await panel.length(page), 40));
});

for (const [where, screen] of [["a desk", DESK], ["a tablet", TABLET], ["a phone", PHONE]]) {
  test(`on ${where} the word that the program has ended covers nothing, and can be closed`, async (t) => {
    const { page, map } = await visit(t, await sample("pro"), screen);
    await map.end();
    await ended(page).waitFor();
    const over = await ended(page).boundingBox();
    const covered = [panel.searchBox(page), page.getByRole("button", { name: "My position" }), page.getByRole("button", { name: "Driver mode" })];
    for (const part of covered) {
      const under = await part.first().boundingBox();
      const apart =
        under.x >= over.x + over.width || over.x >= under.x + under.width || under.y >= over.y + over.height || over.y >= under.y + under.height;
      assert.ok(apart, JSON.stringify({ over, under }));
    }
    await ended(page).getByRole("button", { name: "Close" }).click();
    await ended(page).waitFor({ state: "hidden" });
  });
}

for (const mode of ["", "#drive"]) {
  test(`hits of before are shown as such, without a button that works${mode && ", in driver mode"}`, async (t) => {
    const { page, map } = await visit(t, await sample("pro"), { on: await withoutMap(), ...TABLET, query: mode });
    const rows = mode ? panel.driverRows(page) : panel.options(page);
    await rows.first().waitFor();
    await map.end("SIGKILL");
    await panel.searchBox(page).click();
    await page.keyboard.type("depot");
    await page.getByText("What is still shown is from before.").waitFor();
    assert.equal(await page.locator(".list.outdated .row").first().evaluate((row) => row.closest("[inert]") !== null), true);
    const link = page.locator(".list .row a, .list .row button").first();
    if (await link.count()) await assert.rejects(link.click({ timeout: 500 }));
    assert.equal(await panel.details(page).isVisible(), false);
  });
}
