// A driver in a cab: gloves, a tablet or a phone, and a name half remembered.

import assert from "node:assert/strict";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { PHONE, TABLET, visit } from "./stage/visit.mjs";

const ULM = { latitude: 48.4, longitude: 9.99 };
const IN_ULM = { geolocation: ULM, permissions: ["geolocation"] };

/** Opens the page and goes into driver mode, as a driver does: it covers the map, which is not drawn for it. */
async function drive(t, screen, more = IN_ULM) {
  const opened = await visit(t, await sample("pro"), { on: await withoutMap(), ...screen, ...more });
  await opened.page.getByRole("button", { name: "Driver mode" }).click();
  await panel.driverRows(opened.page).first().waitFor();
  return opened;
}

for (const [device, screen] of [["tablet", TABLET], ["phone", PHONE]]) {
  test(`on a ${device} half a name without its umlaut finds the nearest first`, async (t) => {
    const { page, assertClean } = await drive(t, screen);
    await page.getByRole("button", { name: "My position", exact: true }).click();
    await page.getByText("Sorted from your position").first().waitFor();
    const rows = panel.driverRows(page);
    const found = await panel.searchFor(page, "backerei mul", rows, (row) => row.includes("Bäckerei Müller"));
    const far = found.map(panel.kilometres);
    assert.ok(far.length > 3 && far[0] < 100, far.join());
    assert.deepEqual(far, [...far].sort((a, b) => a - b));
    assertClean();
  });

  test(`on a ${device} one tap in the list hands the place to navigation`, async (t) => {
    const { page, records, map, assertClean } = await drive(t, screen);
    const rows = panel.driverRows(page);
    await panel.searchFor(page, "backerei mul", rows, (row) => row.includes("Bäckerei Müller"));
    const link = rows.first().getByRole("link", { name: /Bäckerei Müller/ });
    const [name] = (await rows.first().innerText()).split("\n");
    const { body } = await panel.ask(page, `/api/search?q=${encodeURIComponent(name)}&limit=50`);
    const places = body.rows.filter((row) => row.name === name);
    const href = await link.getAttribute("href");
    const [, lat, lon] = /^geo:(-?[\d.]+),(-?[\d.]+)\?/.exec(href);
    const near = (a, b) => Math.abs(a - b) < 1e-6;
    assert.ok(places.some((place) => near(place.lat, lat) && near(place.lon, lon)), href);
    assert.deepEqual(records.elsewhere(map.origin), []);
    assertClean();
  });

  test(`on a ${device} everything in driver mode is large enough for a glove`, async (t) => {
    const { page, assertClean } = await drive(t, screen);
    await eventually(async () => {
      const { height } = await panel.driverRows(page).first().boundingBox();
      assert.ok(height >= 64, `row: ${height} px`);
    });
    await page.getByRole("button", { name: "Navigate all the same" }).click();
    const targets = [
      panel.driverRows(page).first().getByRole("link"),
      page.getByRole("button", { name: "My position", exact: true }),
      page.getByRole("button", { name: "To the map" }),
      panel.searchBox(page),
    ];
    for (const target of targets) {
      const { width, height } = await target.boundingBox();
      assert.ok(height >= 64 && width >= 64, `${target}: ${width} x ${height} px`);
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px wider than the screen`);
    assertClean();
  });

  test(`on a ${device} details and navigation are two taps away`, async (t) => {
    const { page, assertClean } = await visit(t, await sample("pro"), screen);
    await panel.options(page).first().tap();
    const link = panel.details(page).getByRole("link", { name: /^Navigate/ });
    await link.waitFor();
    assert.match(await link.getAttribute("href"), /^geo:/);
    assert.ok((await link.boundingBox()).height >= 24);
    assertClean();
  });
}

test("a word that the page says for a moment is in nobody's way", async (t) => {
  const { page, assertClean } = await drive(t, PHONE);
  await page.getByRole("button", { name: "My position", exact: true }).click();
  await page.getByText("Sorted from your position").first().waitFor();
  await panel.searchBox(page).tap({ timeout: 2_000 });
  assertClean();
});

test("the driver mode has an address of its own", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { ...TABLET, query: "#drive", on: await withoutMap() });
  await panel.driverRows(page).first().waitFor();
  await page.getByRole("button", { name: "To the map" }).click();
  await panel.options(page).first().waitFor();
  assert.doesNotMatch(page.url(), /#/);
  assertClean();
});

test("another service is chosen by the user, told to nobody, and opens apart", async (t) => {
  const { page, records, map, assertClean } = await visit(t, await sample("pro"), { on: await withoutMap() });
  await panel.options(page).first().click();
  const place = panel.details(page);
  await place.getByRole("button", { name: /^Choose the navigation/ }).click();
  await place.getByText("gets the coordinates of this one place").waitFor();
  await place.getByRole("radio", { name: "Google Maps" }).click();
  const link = place.getByRole("link", { name: /^Navigate/ });
  await eventually(async () => {
    assert.match(await link.getAttribute("href"), /^https:\/\/www\.google\.com\/maps\/dir\//);
  });
  assert.equal(await link.getAttribute("target"), "_blank");
  assert.match(await link.getAttribute("rel"), /noopener noreferrer/);
  await link.hover();
  assert.deepEqual(records.elsewhere(map.origin), []);
  assertClean();
});

test("what is in no name is understood otherwise, and it says how", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { on: await withoutMap() });
  const rows = panel.options(page);
  const head = page.locator(".list-head");
  await panel.searchFor(page, "bakerei muler", rows, (row) => row.includes("Müller"));
  await head.getByText("Similar names").waitFor();
  const [{ key }] = (await panel.ask(page, "/api/list?order=name&limit=1")).body.rows;
  for (const [typed, said] of [["kudnen", "Places of the group Kunden"], [key, "The place with this key"], ["48,137 11,575", "The places nearest to this position"]]) {
    await panel.searchBox(page).fill(typed);
    await head.getByText(said).waitFor();
    assert.ok((await rows.count()) > 0, typed);
  }
  assertClean();
});

test("a position that the browser refuses is explained", async (t) => {
  const { page, assertClean } = await drive(t, TABLET, {});
  await page.getByRole("button", { name: "My position", exact: true }).click();
  await page.getByText("The browser was not allowed to find the position").first().waitFor();
  assertClean();
});

test("nobody is asked for the position before the user wants it", async (t) => {
  const { page, context, assertClean } = await visit(t, await sample("pro"));
  await context.addInitScript(() => {
    globalThis.asked = 0;
    const { geolocation } = navigator;
    for (const name of ["watchPosition", "getCurrentPosition"]) geolocation[name] = () => (globalThis.asked += 1);
  });
  await page.reload();
  await panel.options(page).first().waitFor();
  assert.equal(await page.evaluate(() => globalThis.asked), 0);
  await page.getByRole("button", { name: "Show my position" }).click();
  await eventually(async () => assert.equal(await page.evaluate(() => globalThis.asked), 1));
  assertClean();
});

test("the way back of a phone closes a place, and leaves the page where it is", async (t) => {
  const { page, assertClean } = await drive(t, PHONE);
  await panel.driverRows(page).first().getByRole("button").first().click();
  const back = page.getByRole("button", { name: "Back to the list" });
  await back.waitFor();
  await page.goBack();
  await panel.driverRows(page).first().waitFor();
  await back.waitFor({ state: "hidden" });
  // Closed by its own button, it leaves no step behind either.
  const before = await page.evaluate(() => history.length);
  await panel.driverRows(page).first().getByRole("button").first().click();
  await back.click();
  await panel.driverRows(page).first().waitFor();
  assert.equal(await page.evaluate(() => history.length), before);
  await eventually(async () => assert.equal(await page.evaluate(() => history.state?.details ?? null), null));
  assertClean();
});

test("driver mode says where distances are from, and that a filter is on", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), TABLET);
  await page.getByRole("button", { name: /^Depots/ }).click();
  await page.getByRole("button", { name: "Driver mode" }).click();
  await page.getByText("Distances from the middle of the map").waitFor();
  const all = page.getByRole("button", { name: "A filter leaves places out: show all" });
  await all.click();
  await all.waitFor({ state: "detached" });
  assertClean();
});

for (const [locale, whom, code] of [["en-GB", "Tell your dispatcher.", "Code for support: 3K-LOGIN"], ["de-DE", "Sagen Sie Ihrer Disposition Bescheid.", "Code für den Support: 3K-LOGIN"]]) {
  test(`a driver whose login fails is told whom to tell, and no command, in ${locale}`, async (t) => {
    const failed = { state: "failed", kind: "login", what: "", why: [], hints: [], guard: null, serial: 1 };
    const answer = { contentType: "text/event-stream", body: `event: sync\ndata: ${JSON.stringify(failed)}\n\n` };
    const prepare = (context) => context.route("**/api/events*", (route) => route.fulfill(answer));
    const { page } = await visit(t, await sample("pro"), { ...PHONE, locale, on: await withoutMap(), prepare, query: "#drive" });
    const told = page.getByRole("alert").filter({ hasText: whom });
    await told.waitFor();
    assert.match(await told.innerText(), new RegExp(code));
    const pressed = await page.locator(".sync :is(button, summary)").evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
    assert.ok(pressed.length > 2 && pressed.every((height) => height >= 64), pressed.join());
    const command = page.locator("#panel").getByText("3kplaces login", { exact: true });
    assert.ok(await command.isHidden(), "it is for those who can");
    await page.getByText(/^(For fleet managers|Für die Fuhrparkleitung)$/).click();
    assert.ok(await command.isVisible());
  });
}
