// What is erased elsewhere is gone from an open page, and the link that the browser is handed.

import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import test from "node:test";

import { browser, withoutMap } from "./stage/chromium.mjs";
import { synced } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { state, visit } from "./stage/visit.mjs";

test("an open page empties itself when everything is erased", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { page } = await visit(t, device, { on: await withoutMap() });
  await page.getByText("40 places", { exact: true }).waitFor();
  await panel.options(page).first().click();
  await panel.details(page).waitFor();
  const { body } = await panel.ask(page, "/api/list?order=name&limit=100");
  const names = body.rows.map((row) => row.name).filter((name) => name.length > 3);
  const shown = () => page.evaluate(() => document.documentElement.outerHTML);
  const left = async () => {
    const html = await shown();
    return names.filter((name) => html.includes(name));
  };
  assert.ok((await left()).length > 5);
  await device.does(["privacy", "erase", "--all", "--yes"]);
  await eventually(async () => assert.deepEqual(await left(), []));
  assert.equal(await panel.options(page).count(), 0);
});

test("the file that the browser is handed leads to the map, and is gone then", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { map, file } = await device.handedOver();
  const context = await (await browser()).newContext({ locale: "en-GB" });
  t.after(async () => {
    await context.close();
    await map.end("SIGKILL");
  });
  const page = await context.newPage();
  await page.goto(`file://${file}`);
  await page.waitForURL(`${map.origin}/`);
  await state(page);
  await page.getByText("40 places", { exact: true }).waitFor();
  await eventually(() => assert.rejects(access(file)));
});
