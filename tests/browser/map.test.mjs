// The picture: clusters, dots, and what a click on them does.

import assert from "node:assert/strict";
import test from "node:test";

import { sample, synced } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as picture from "./stage/map-picture.mjs";
import * as panel from "./stage/panel.mjs";
import { DESK, PHONE, TABLET, visit } from "./stage/visit.mjs";

/** Many addresses of the sample stand at this very spot. */
const KASSEL = [9.5, 51.31667];

for (const [device, screen] of Object.entries({ desk: DESK, tablet: TABLET, phone: PHONE })) {
  test(`on a ${device} the first picture has the places in the middle of what the panel leaves free`, async (t) => {
    const { page, assertClean } = await visit(t, await sample("pro"), screen);
    await picture.atRest(page);
    const panelBox = await page.getByRole("main", { name: "Places" }).boundingBox();
    const { width, height } = page.viewportSize();
    const free =
      device === "phone"
        ? { left: 0, right: width, top: 0, bottom: panelBox.y }
        : { left: panelBox.x + panelBox.width, right: width, top: 0, bottom: height };
    const { body: facts } = await panel.ask(page, "/api/facts");
    const box = await page.evaluate(([west, south, east, north]) => {
      const { kplacesMap: map } = globalThis;
      const [a, b] = [map.project([west, north]), map.project([east, south])];
      return { left: a.x, top: a.y, right: b.x, bottom: b.y };
    }, facts.bounds);
    const inside =
      box.left >= free.left && box.right <= free.right && box.top >= free.top && box.bottom <= free.bottom;
    assert.ok(inside, `${JSON.stringify(box)} is not in ${JSON.stringify(free)}`);
    const fill = Math.max(
      (box.right - box.left) / (free.right - free.left),
      (box.bottom - box.top) / (free.bottom - free.top),
    );
    assert.ok(fill > 0.4, `only ${fill} of the free part is used`);
    assertClean();
  });
}

test("a click on a cluster opens it up", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"));
  await picture.atRest(page);
  const before = await picture.zoom(page);
  const [cluster] = await picture.drawn(page, "clusters");
  await page.mouse.click(cluster.x, cluster.y);
  await eventually(async () => assert.ok((await picture.zoom(page)) > before));
  assertClean();
});

test("a cluster that does not come apart lists the places that stand there", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"));
  await picture.jump(page, ...KASSEL, 16);
  const clusters = await picture.drawn(page, "clusters");
  const spot = clusters.find(({ properties }) => properties.x > 18);
  await page.mouse.click(spot.x, spot.y);
  await page.getByText(`${spot.properties.n} places at this spot`).waitFor();
  await eventually(async () => assert.equal(await panel.length(page), spot.properties.n));
  for (const row of await panel.options(page).allInnerTexts()) assert.match(row, /\s0 m/);
  await page.getByRole("button", { name: "Show all", exact: true }).click();
  await eventually(async () => assert.ok((await panel.length(page)) > 1000));
  assertClean();
});

test("a click on a dot shows the place", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"));
  const { body } = await panel.ask(page, "/api/search?q=baeckerei&limit=1");
  const [{ id, name, lon, lat }] = body.rows;
  await picture.jump(page, lon, lat, 15);
  const dots = await picture.drawn(page, "places");
  const dot = dots.find((each) => each.id === id);
  await page.mouse.click(dot.x, dot.y);
  await panel.details(page).getByRole("heading", { name }).waitFor();
  assertClean();
});

/** How many places the tiles of the whole world have. */
async function counted(page) {
  await picture.jump(page, 0, 20, 1);
  return page.evaluate(() => {
    // The world may be drawn twice side by side, so tiles are counted, not pictures.
    const features = globalThis.kplacesMap.querySourceFeatures("places", { sourceLayer: "clusters" });
    const dots = globalThis.kplacesMap.querySourceFeatures("places", { sourceLayer: "places" });
    return features.reduce((sum, { properties }) => sum + properties.n, dots.length);
  });
}

test("every place is on the map: clusters and dots add up to the facts", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"));
  const { body: facts } = await panel.ask(page, "/api/facts");
  const places = await counted(page);
  assert.ok(places >= facts.located, `${places} of ${facts.located}`);
  assertClean();
});

for (const asked of ["tiles", "api/events", "api/list", "api/facts"]) {
  test(`places that change while ${asked} is asked for are on the map all the same`, async (t) => {
    const { device } = await synced("pro", "--size", "40");
    let changes;
    const prepare = (context) =>
      context.route(`**/${asked}**`, async (route) => {
        changes ??= device.does(["sync", "--group", "Depots", "--accept-shrink"]);
        await changes;
        await route.continue();
      });
    const { page } = await visit(t, device, { prepare });
    const { body: facts } = await panel.ask(page, "/api/facts");
    assert.ok(facts.located > 0 && facts.places < 40);
    await eventually(async () => assert.ok((await counted(page)) >= facts.located));
  });
}

test("colours instead of groups repaint the map", async (t) => {
  const { page, records, assertClean } = await visit(t, await sample("pro"));
  await page.getByRole("button", { name: "Colours", exact: true }).click();
  await picture.atRest(page);
  await eventually(() => assert.match(records.requests.filter((url) => url.includes("/tiles/")).at(-1), /by=colour/));
  const mixes = (await picture.drawn(page, "clusters")).map(({ properties }) => properties.i);
  assert.ok(mixes.length > 0 && mixes.every((mix) => /^d\|\d\|([0-9a-z][1-8])+$/.test(mix)), mixes.join());
  assertClean();
});

test("the map moves without reduced motion, too", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { reducedMotion: "no-preference" });
  const moved = page.evaluate(async () => {
    const map = globalThis.kplacesMap;
    let frames = 0;
    map.on("move", () => (frames += 1));
    await map.once("moveend");
    return frames;
  });
  await page.getByRole("button", { name: "Zoom in" }).click();
  assert.ok((await moved) > 1, "it jumps");
  assertClean();
});

test("distances from where the middle of the map was are said to be that, and counted anew on a press", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"));
  await picture.atRest(page);
  const head = page.locator(".list-head");
  await head.getByText("from the middle of the map", { exact: true }).waitFor();
  // Where only the room has changed, the middle is where it was.
  await page.setViewportSize({ width: 1180, height: 700 });
  await picture.atRest(page);
  await head.getByText("from the middle of the map", { exact: true }).waitFor();
  await panel.searchFor(page, "depot nord mun", panel.options(page), (row) => row.includes("Depot Nord"));
  await panel.options(page).first().click();
  await panel.details(page).waitFor();
  await picture.atRest(page);
  await page.getByRole("button", { name: "Back to the list" }).click();
  await head.getByText("from where the middle of the map was", { exact: true }).waitFor();
  const far = async () => panel.kilometres(await panel.options(page).first().innerText());
  assert.ok((await far()) > 100);
  await page.getByRole("button", { name: "Driver mode" }).click();
  await page.getByText("Distances from where the middle of the map was, not from you").waitFor();
  await page.getByRole("button", { name: "To the map" }).click();
  await head.getByRole("button", { name: "Sort again" }).click();
  await head.getByText("from the middle of the map", { exact: true }).waitFor();
  await eventually(async () => assert.ok((await far()) < 2));
  assert.equal(await head.getByRole("button", { name: "Sort again" }).count(), 0);
  assertClean();
});

test("in driver mode distances from where the middle of the map was are counted anew on a press", async (t) => {
  const { page } = await visit(t, await sample("pro"), TABLET);
  await picture.atRest(page);
  await panel.searchFor(page, "depot nord mun", panel.options(page), (row) => row.includes("Depot Nord"));
  await panel.options(page).first().click();
  await panel.details(page).waitFor();
  await picture.atRest(page);
  await page.getByRole("button", { name: "Back to the list" }).click();
  await page.getByRole("button", { name: "Driver mode" }).click();
  await page.getByRole("button", { name: "Sort again" }).click();
  await page.getByText("Distances from the middle of the map, not from you").waitFor();
  await eventually(async () => assert.ok(panel.kilometres((await panel.driverRows(page).first().innerText())) < 2));
});

test("how to get streets names where the file of the world comes from, and leads nowhere", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { locale: "de-DE" });
  await picture.jump(page, 9.99, 48.4, 13);
  await page.getByRole("button", { name: "Straßen bekommen" }).click();
  const dialog = page.locator("dialog");
  await dialog.getByText("build.protomaps.com").waitFor();
  assert.equal(await dialog.getByRole("link").count(), 0);
  assertClean();
});
