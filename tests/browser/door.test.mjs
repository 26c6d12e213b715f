// The program ends, and comes back: what a page says meanwhile, and how it goes on.

import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

import { browser as usual, withoutMap } from "./stage/chromium.mjs";
import { sample, synced } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { DESK, PHONE, TABLET, visit } from "./stage/visit.mjs";

const ended = (page) => page.getByRole("alert").filter({ hasText: "3Kplaces has ended" });

for (const [how, signal, browser] of [["was ended", "SIGINT", usual], ["was killed", "SIGKILL", withoutMap]]) {
  test(`a page goes on by itself when its program, which ${how}, is started again`, async (t) => {
    const { device } = await synced("pro", "--size", "40");
    const { page, map } = await visit(t, device, { on: await browser() });
    await map.end(signal);
    await ended(page).waitFor();
    const again = await device.map();
    t.after(() => again.end("SIGKILL"));
    assert.equal(again.origin, map.origin);
    await ended(page).waitFor({ state: "hidden" });
    await eventually(async () => assert.equal(await panel.length(page), 40));
    assert.equal((await panel.ask(page, "/api/facts")).status, 200);
  });
}

test("a page that the new program does not know goes on when the map is opened beside it", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { page, context, map } = await visit(t, device, { on: await withoutMap() });
  await map.end();
  await ended(page).waitFor();
  const folder = device.path(".local/state/3kplaces/map");
  const [door] = await readdir(folder);
  const file = join(folder, door, "memory.json");
  const memory = JSON.parse(await readFile(file, "utf8"));
  assert.equal(memory.sessions.length, 1);
  await writeFile(file, JSON.stringify({ ...memory, sessions: [] }));
  const again = await device.map();
  t.after(() => again.end("SIGKILL"));
  const lost = page.getByRole("alert").filter({ hasText: "This page has lost its access" });
  await lost.waitFor();
  assert.match(await lost.innerText(), /3kplaces open/);
  const other = await context.newPage();
  await other.goto(again.link);
  await panel.options(other).first().waitFor();
  await lost.waitFor({ state: "hidden" });
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
