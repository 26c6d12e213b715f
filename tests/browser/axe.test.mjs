// What axe has to say about every view of the page, by the levels A and AA of WCAG.

import assert from "node:assert/strict";
import test from "node:test";

import { violations } from "./stage/accessible.mjs";
import { withoutMap } from "./stage/chromium.mjs";
import { Device, sample, synced } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { jump } from "./stage/map-picture.mjs";
import * as panel from "./stage/panel.mjs";
import { StandIn } from "./stage/stand-in.mjs";
import { DESK, PHONE, TABLET, visit } from "./stage/visit.mjs";

const looks = (t, page, where = "") => (view) => t.test(`${view}${where}`, async () => assert.deepEqual(await violations(page), []));

const dialog = (page) => page.locator("dialog");

async function closed(page) {
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
}

/** From view to view, as somebody would who tries everything. */
async function through(page, sees) {
  const button = (name) => page.getByRole("button", { name });
  const box = panel.searchBox(page);
  await sees("the map");
  await jump(page, 9.99, 48.4, 13);
  await button("Get streets").waitFor();
  await sees("the map without streets");
  await button("Get streets").click();
  await dialog(page).waitFor();
  await sees("how to get streets");
  await closed(page);

  // On a phone the sheet opens for it.
  await box.focus();
  await button("Colours").click();
  await button(/^All \d+ colours/).click();
  await page.getByRole("combobox").waitFor();
  await sees("the list of all colours");
  await page.keyboard.type("red");
  await eventually(async () => assert.ok((await page.getByRole("option").count()) < 5));
  await page.keyboard.press("Enter");
  await sees("the list of colours, narrowed and chosen from");
  await page.keyboard.type("qqqq");
  await page.getByText("Nothing found").first().waitFor();
  await sees("a list of colours that has no such colour");
  await button("Done").click();
  await sees("a filter");
  await page.locator("#filter-reset").click();

  await box.click();
  await page.keyboard.type("werkst ko");
  await eventually(async () => assert.match(await panel.options(page).first().innerText(), /Werkstatt Köhler/));
  await sees("a search");
  await page.keyboard.press("Enter");
  await panel.details(page).getByRole("link").waitFor();
  await sees("details");
  await button(/^Choose the navigation/).click();
  await page.getByRole("radio").first().waitFor();
  await sees("the choice of navigation");
  await button("Back to the list").click();
  await box.click();
  await page.keyboard.press("Escape");
  await page.keyboard.type("qqqq");
  await page.getByText("Nothing found").first().waitFor();
  await sees("a search without a hit");
  await page.keyboard.press("Escape");
  await panel.options(page).first().waitFor();

  await button("On this device only").click();
  await sees("the words on privacy");
  await button("Privacy in detail").click();
  await page.getByRole("heading", { name: /^Privacy statement for/ }).waitFor();
  await sees("the privacy statement");
  await closed(page);
  await panel.list(page).focus();
  await page.keyboard.press("?");
  await dialog(page).waitFor();
  await sees("the keys");
  await closed(page);

  await button("Driver mode").click();
  await panel.driverRows(page).first().waitFor();
  await sees("driver mode");
  await panel.driverRows(page).first().getByRole("button").first().click();
  await panel.details(page).getByRole("link").waitFor();
  await sees("details in driver mode");
  await button("Back to the list").click();
  await button("My position").click();
  await page.getByText("The browser was not allowed").first().waitFor();
  await sees("driver mode without a position");
}

for (const [where, options] of [
  ["at a desk by day", { ...DESK, colorScheme: "light" }],
  ["at a desk by night", { ...DESK, colorScheme: "dark" }],
  ["on a phone by day", { ...PHONE, colorScheme: "light" }],
  ["on a phone by night", { ...PHONE, colorScheme: "dark" }],
  ["on a tablet in forced colours", { ...TABLET, forcedColors: "active" }],
]) {
  test(`axe finds no violation ${where}`, async (t) => {
    const { page } = await visit(t, await sample("pro"), options);
    await through(page, looks(t, page));
  });
}

for (const colorScheme of ["light", "dark"]) {
  for (const [where, screen] of [["a desk", DESK], ["a phone", PHONE]]) {
    test(`axe finds no violation where something is missing, on ${where}, ${colorScheme}`, async (t) => {
      const on = await withoutMap();
      const look = { ...screen, colorScheme };
      const webfleet = await StandIn.start("--size", "0");
      const fresh = await Device.loggedIn("pro", webfleet.login, webfleet.url);
      const { page: never } = await visit(t, fresh, { ...look });
      await never.getByRole("button", { name: "Sync now" }).waitFor();
      await looks(t, never)("before the first sync");
      await never.getByRole("button", { name: "Sync now" }).click();
      await never.getByRole("heading", { name: "No places" }).waitFor();
      await looks(t, never)("an account without addresses");
      await never.goto(`${new URL(never.url()).origin}/#drive`);
      await looks(t, never)("driver mode without places");

      const { page: flat } = await visit(t, await sample("basic"), { on, ...look });
      await looks(t, flat)("a browser without WebGL2, and what Basic leaves out");

      const { webfleet: changing, device } = await synced("pro", "--size", "100");
      const { page, map } = await visit(t, device, { on, ...look });
      await changing.become("--size", "10");
      await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
      await page.getByRole("button", { name: "Remove them all the same …" }).waitFor();
      await looks(t, page)("a sync that was stopped");
      await map.end();
      await page.getByRole("alert").filter({ hasText: "3Kplaces has ended" }).waitFor();
      await looks(t, page)("a program that has ended");
    });
  }
}

test("axe finds no violation where a sync needs a command", async (t) => {
  const failed = { state: "failed", kind: "login", what: "refused", why: ["by the service"], hints: [], guard: null, serial: 1 };
  const answer = { contentType: "text/event-stream", body: `event: sync\ndata: ${JSON.stringify(failed)}\n\n` };
  const prepare = (context) => context.route("**/api/events*", (route) => route.fulfill(answer));
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await visit(t, await sample("pro"), { ...PHONE, colorScheme, on: await withoutMap(), prepare });
    for (const summary of await page.locator("summary").all()) await summary.click();
    await looks(t, page)(colorScheme);
  }
});
