// What Basic leaves out, and how it says so.

import assert from "node:assert/strict";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { sample } from "./stage/device.mjs";
import * as panel from "./stage/panel.mjs";
import { visit } from "./stage/visit.mjs";

test("Basic has no group list and no group filter, and says in one line what Pro adds", async (t) => {
  const { page, assertClean } = await visit(t, await sample("basic"), { on: await withoutMap() });
  const filters = page.getByRole("region", { name: "Filter" });
  await filters.getByRole("button", { name: /^Bright blue/ }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Groups", exact: true }).count(), 0);
  assert.equal(await filters.getByRole("button", { name: /Depots|Kunden/ }).count(), 0);
  assert.equal(await page.getByText("3Kplaces Pro adds group filters and all addresses.").count(), 1);
  assertClean();
});

test("Basic says that it holds 500 addresses, and that there are more", async (t) => {
  const { page, assertClean } = await visit(t, await sample("basic"), { on: await withoutMap() });
  await page.getByText("500 addresses, the limit of 3Kplaces Basic; the account holds more.").waitFor();
  assert.equal(await panel.length(page), 500);
  assertClean();
});

test("Basic refuses group tiles and group filters also to those who ask by hand", async (t) => {
  const { page } = await visit(t, await sample("basic"), { on: await withoutMap() });
  const { body: facts } = await panel.ask(page, "/api/facts");
  assert.deepEqual(facts.legend.group, []);
  const tile = await panel.ask(page, `/tiles/${facts.revision}/4/8/5?by=group`);
  assert.equal(tile.status, 403);
  assert.equal(tile.body.error.kind, "edition");
  const list = await panel.ask(page, "/api/list?order=name&g=0");
  assert.ok([400, 403].includes(list.status), `${list.status}`);
});

test("Pro has no line about other editions", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { on: await withoutMap() });
  await page.getByRole("button", { name: "Groups", exact: true }).waitFor();
  assert.equal(await page.getByText(/3Kplaces Pro adds|the limit of/).count(), 0);
  assertClean();
});
