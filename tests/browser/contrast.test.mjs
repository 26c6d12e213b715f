// Where the system sets the colours, as in the high contrast of Windows.

import assert from "node:assert/strict";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { sample } from "./stage/device.mjs";
import * as panel from "./stage/panel.mjs";
import { DESK, TABLET, visit } from "./stage/visit.mjs";

const FORCED = { forcedColors: "active" };

/** How something looks to whoever sees background, letters and frame. */
const look = (node) =>
  node.evaluate((it) => {
    const { backgroundColor, color, borderColor, borderStyle } = getComputedStyle(it);
    // A colour that is not there at all has the same numbers as the ground.
    const numbers = (text) => text.match(/[\d.]+/g).slice(0, 3).join();
    return { background: numbers(backgroundColor), letters: numbers(color), border: borderStyle === "none" ? "" : numbers(borderColor) };
  });

for (const colorScheme of ["light", "dark"]) {
  test(`which of two is on is seen in forced colours that are ${colorScheme}`, async (t) => {
    const { page } = await visit(t, await sample("pro"), { ...DESK, ...FORCED, colorScheme });
    for (const name of ["Colours and filter by", "Order"]) {
      const buttons = page.getByRole("group", { name }).getByRole("button");
      const on = await look(page.getByRole("group", { name }).getByRole("button", { pressed: true }));
      const off = await look(page.getByRole("group", { name }).getByRole("button", { pressed: false }));
      assert.equal(await buttons.count(), 2);
      assert.notEqual(on.background, off.background, name);
      assert.notEqual(on.background, on.letters, name);
    }
    const chips = page.getByRole("region", { name: "Filter" });
    const chip = chips.getByRole("button", { name: /^Depots/ });
    const before = await look(chip);
    await chip.click();
    assert.notEqual((await look(chip)).background, before.background);
  });
}

test("dots keep the colour of their group in forced colours, and have a rim", async (t) => {
  const { page } = await visit(t, await sample("pro"), { ...DESK, ...FORCED });
  const { body: facts } = await panel.ask(page, "/api/facts");
  const dots = page.getByRole("region", { name: "Filter" }).locator(".chip .dot");
  const seen = await dots.evaluateAll((all) => all.map((dot) => getComputedStyle(dot).backgroundColor));
  const rgb = ({ rgb }) => `rgb(${[1, 3, 5].map((at) => parseInt(rgb.slice(at, at + 2), 16)).join(", ")})`;
  assert.deepEqual(seen, facts.legend.group.map(rgb));
  const { border, background } = await look(dots.first());
  assert.ok(border !== "" && border !== background);
});

test("in driver mode it is seen in forced colours whether the position is on", async (t) => {
  const at = { geolocation: { latitude: 48.4, longitude: 9.99 }, permissions: ["geolocation"] };
  const { page } = await visit(t, await sample("pro"), { ...TABLET, ...FORCED, ...at, on: await withoutMap(), query: "#drive" });
  const button = page.getByRole("button", { name: "My position", exact: true });
  const before = await look(button);
  await button.click();
  await page.getByText("Distances from your position").waitFor();
  assert.notEqual((await look(button)).background, before.background);
});
