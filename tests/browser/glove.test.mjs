// Driver mode for gloves and glare: the theme that was chosen, an order that stays, and buttons that lead somewhere.

import assert from "node:assert/strict";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { sample, synced } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { DESK, PHONE, TABLET, visit } from "./stage/visit.mjs";

const DRIVE = "#drive";
const theme = (page) => page.locator("html").getAttribute("data-theme");
const button = (page, name) => page.getByRole("button", { name });
const firstName = async (page) => (await panel.driverRows(page).first().innerText()).split("\n")[0];

/** A page in driver mode; `at` is where the device is, if it says so. */
async function driving(t, device, { at, ...options } = {}) {
  const position = at ? { geolocation: at, permissions: ["geolocation"] } : {};
  const visited = await visit(t, device, { on: await withoutMap(), ...TABLET, ...position, query: DRIVE, ...options });
  await panel.driverRows(visited.page).first().waitFor();
  return visited;
}

test("driver mode is as light as was chosen, and the next visit too", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { page, map, context } = await driving(t, device, { colorScheme: "light" });
  assert.equal(await theme(page), "light", "as the device");
  await button(page, /^Theme: automatic/).click();
  await button(page, /^Theme: light/).click();
  await eventually(async () => assert.equal(await theme(page), "dark"));
  await page.reload();
  await panel.driverRows(page).first().waitFor();
  assert.equal(await theme(page), "dark");
  await map.end();
  const again = await device.map();
  t.after(() => again.end("SIGKILL"));
  const other = await context.newPage();
  await other.goto(again.link);
  await panel.options(other).first().waitFor();
  assert.equal(await theme(other), "dark", "the next map knows it");
});

test("what is near to nobody has no button that leads there, unless that is asked for", async (t) => {
  const { page } = await driving(t, await sample("pro"));
  const go = page.getByRole("link", { name: /^Go, navigate to/ });
  await page.getByText("Distances from the middle of the map, not from you").waitFor();
  assert.equal(await go.count(), 0);
  await button(page, "Navigate all the same").click();
  await go.first().waitFor();
  await page.reload();
  await panel.driverRows(page).first().waitFor();
  assert.equal(await go.count(), 0);
  await panel.searchBox(page).click();
  await page.keyboard.type("werkstatt");
  await go.first().waitFor();
  // Who has searched for a place means it, and need not say so.
  assert.equal(await button(page, "Navigate all the same").count(), 0);
  await page.keyboard.press("Escape");
  await button(page, "Navigate all the same").waitFor();
});

test("rows stay where they are while the device moves, until its driver asks", async (t) => {
  const { page, context } = await driving(t, await sample("pro"), { at: { latitude: 48.4, longitude: 9.99 } });
  await button(page, "My position").click();
  await page.getByText("Distances from your position").waitFor();
  await eventually(async () => assert.match(await panel.driverRows(page).first().innerText(), /\d\sk?m/));
  const before = await firstName(page);
  const far = async () => panel.kilometres(await panel.driverRows(page).first().innerText());
  const near = await far();
  await context.setGeolocation({ latitude: 52.52, longitude: 13.4 });
  const again = button(page, /further: sort again$/);
  await again.waitFor();
  assert.equal(await firstName(page), before);
  await eventually(async () => assert.ok((await far()) > near + 100, "how far it is does change"));
  await again.click();
  await eventually(async () => assert.notEqual(await firstName(page), before));
  await again.waitFor({ state: "hidden" });
  await context.setGeolocation({ latitude: 48.4, longitude: 9.99 });
  await again.waitFor();
  await page.keyboard.press("Escape");
  await panel.options(page).first().waitFor();
  await eventually(async () => assert.ok((await panel.options(page).first().innerText()).startsWith(before), "in order again at the desk"));
});

test("a position that was wanted is there on the next visit, where the browser needs not ask", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { page } = await driving(t, device, { at: { latitude: 48.4, longitude: 9.99 } });
  await button(page, "My position").click();
  await page.getByText("Distances from your position").waitFor();
  await page.reload();
  await page.getByText("Distances from your position").waitFor();
  await button(page, "My position").click();
  await page.getByText("not from you").waitFor();
  await page.reload();
  await panel.driverRows(page).first().waitFor();
  await page.getByText("not from you").waitFor();
});

test("the first position moves the map to it", async (t) => {
  const at = { geolocation: { latitude: 48.4, longitude: 9.99 }, permissions: ["geolocation"] };
  const { page } = await visit(t, await sample("pro"), at);
  await button(page, "Show my position").click();
  await eventually(async () => {
    const { lat, lng, zoom } = await page.evaluate(() => ({ ...globalThis.kplacesMap.getCenter(), zoom: globalThis.kplacesMap.getZoom() }));
    assert.ok(Math.abs(lat - 48.4) < 0.2 && Math.abs(lng - 9.99) < 0.4 && zoom > 9, `${lat} ${lng} ${zoom}`);
  });
});

for (const [what, device] of [["no places", () => synced("pro", "--size", "0").then((it) => it.device)], ["places", () => sample("pro")]]) {
  test(`there is a way out of driver mode with ${what}, by a button and by a key`, async (t) => {
    for (const leave of [(page) => button(page, "To the map").click(), (page) => page.keyboard.press("Escape")]) {
      const { page } = await visit(t, await device(), { on: await withoutMap(), ...PHONE, query: DRIVE });
      await button(page, "To the map").waitFor();
      await leave(page);
      await eventually(async () => assert.equal(await page.locator("html").getAttribute("data-mode"), "desk"));
      assert.equal(new URL(page.url()).hash, "");
    }
  });
}

test("where nothing takes the address for navigation, what does is asked for", async (t) => {
  const { page } = await driving(t, await sample("pro"));
  await button(page, "Navigate all the same").click();
  // This Chromium would ask whether to start a program of the system, and hear nothing else meanwhile.
  await page.evaluate(() => addEventListener("click", (event) => event.target.closest('a[href^="geo:"]') && event.preventDefault()));
  await page.getByRole("link", { name: /^Go, navigate to/ }).first().click();
  await page.getByRole("alert").filter({ hasText: "No navigation app has opened on this device." }).waitFor();
  await page.getByRole("radio", { name: "Google Maps" }).click();
  const link = panel.details(page).getByRole("link", { name: /^Navigate/ });
  assert.match(await link.getAttribute("href"), /^https:\/\/www\.google\.com\//);
});

test("what was chosen to navigate with is offered first after a reload, and by the next map", async (t) => {
  const { device } = await synced("pro", "--size", "40");
  const { page, map, context } = await visit(t, device, { on: await withoutMap(), ...PHONE, locale: "de-DE" });
  const place = (it) => it.getByRole("region", { name: "Ort", exact: true });
  const open = (it) => it.getByRole("listbox", { name: "Orte" }).getByRole("option").first().click();
  await open(page);
  await button(page, "Navigation wählen: App dieses Geräts").click();
  await page.getByRole("radio", { name: "Google Maps" }).click();
  await place(page).getByRole("link", { name: "mit Google Maps" }).waitFor();
  await page.reload();
  await open(page);
  await place(page).getByRole("link", { name: "mit Google Maps" }).waitFor();
  await map.end();
  const again = await device.map();
  t.after(() => again.end("SIGKILL"));
  const other = await context.newPage();
  await other.goto(again.link);
  await open(other);
  await button(other, "Navigation wählen: Google Maps").waitFor();
  await place(other).getByRole("link", { name: "mit Google Maps" }).waitFor();
});

test("on a phone nothing is cut and nothing touches an edge", async (t) => {
  const german = { ...PHONE, locale: "de-DE", on: await withoutMap() };
  const { page, map } = await visit(t, await sample("pro"), german);
  await page.getByRole("option").first().click();
  const service = page.locator(".go-main small");
  assert.equal(await service.innerText(), "mit der App dieses Geräts");
  assert.ok(await service.evaluate((it) => it.scrollWidth <= it.clientWidth), "all of it is to be read");
  await page.goto(`${map.origin}/#drive`);
  await page.getByRole("searchbox").click();
  await page.keyboard.type("werkstatt");
  await page.getByRole("link", { name: /^Los, Navigation zu/ }).first().waitFor();
  const { link, line } = await page.locator(".row").first().evaluate((row) => ({
    link: row.querySelector(".row-go").getBoundingClientRect().right,
    line: row.getBoundingClientRect().right - parseFloat(getComputedStyle(row, "::after").right),
  }));
  assert.ok(link <= line + 0.5, `${link} sticks out of a line that ends at ${line}`);
  await map.end();
  const banner = page.getByRole("alert").filter({ hasText: "3Kplaces ist beendet" });
  await banner.waitFor();
  assert.ok((await banner.boundingBox()).y >= 8);
});

test("on a phone a sync that failed shows all of its card", async (t) => {
  const failed = { state: "failed", kind: "passphrase", what: "refused", why: ["sealed"], hints: [], guard: null, serial: 1 };
  const answer = { contentType: "text/event-stream", body: `event: sync\ndata: ${JSON.stringify(failed)}\n\n` };
  const prepare = (context) => context.route("**/api/events*", (route) => route.fulfill(answer));
  const device = (await synced("pro", "--size", "0")).device;
  const { page } = await visit(t, device, { ...PHONE, locale: "de-DE", prepare });
  const strip = page.getByRole("region", { name: "Abgleichen" });
  await strip.getByText("Einzelheiten").waitFor();
  const { scrolls, under } = await strip.evaluate((it) => ({
    scrolls: it.scrollHeight - it.clientHeight,
    under: it.getBoundingClientRect().bottom - it.querySelector("summary").getBoundingClientRect().bottom,
  }));
  assert.ok(scrolls <= 0 && under >= 4, `${scrolls} px hidden, ${under} px below`);
});

for (const [where, screen, least, query] of [
  ["on a tablet in map mode", TABLET, 48, ""], ["on a phone in map mode", PHONE, 48, ""],
  ["on a tablet in driver mode", TABLET, 64, DRIVE], ["on a phone in driver mode", PHONE, 64, DRIVE],
]) {
  test(`everything that is pressed ${where} is large enough for a finger`, async (t) => {
    const { page } = await visit(t, await sample("pro"), { ...screen, query });
    const small = await page.evaluate((least) => {
      const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getBoundingClientRect().width > 0;
      const pressed = [...document.querySelectorAll("button, a[href], [role=searchbox]")].filter(seen);
      const credits = (node) => node.closest(".map-corner, .skip") !== null || node.classList.contains("skip");
      return pressed
        .filter((node) => !credits(node))
        .map((node) => [node.className, node.textContent.slice(0, 20), node.getBoundingClientRect().width, node.getBoundingClientRect().height])
        .filter(([, , width, height]) => Math.min(width, height) < least - 0.5);
    }, least);
    assert.deepEqual(small, []);
  });
}

test("a row of a phone says its group", async (t) => {
  const { page } = await driving(t, await sample("pro"), PHONE);
  const groups = panel.driverRows(page).locator(".row-groups").filter({ hasText: /\w/ });
  assert.ok(await groups.first().isVisible());
});

for (const [written, screen] of [["48,4 9,99", DESK], ["N 48° 24' O 9° 59,4'", DESK], ["geo:48.4,9.99", DESK]]) {
  test(`${written} in the search box finds the places near there`, async (t) => {
    const { page } = await visit(t, await sample("pro"), { on: await withoutMap(), ...screen });
    await panel.searchBox(page).click();
    await page.keyboard.type(written);
    await page.getByText("The places nearest to this position").first().waitFor();
    await eventually(async () => assert.ok(panel.kilometres(await panel.options(page).first().innerText()) < 20));
  });
}
