// Names that are longer than their room, and the same but for their end.

import assert from "node:assert/strict";
import test from "node:test";

import { account } from "./stage/account.mjs";
import { withoutMap } from "./stage/chromium.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { DESK, PHONE, TABLET, visit } from "./stage/visit.mjs";

const LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG, Niederlassung Nord";
const ENDS = ["Tor 11", "Tor 12", "Tor 21"];

let made;
const twins = () => (made ??= account([...ENDS.map((end) => ({ name: `${LONG}, ${end}` })), { name: "Kurz" }]).then(({ device }) => device));

/** What is drawn of the name of a row: its text, or the beginning and what comes behind. */
const drawn = (rows) =>
  rows.evaluateAll((rows) =>
    rows.map((row) => {
      const name = row.querySelector(".row-name");
      const [text] = name.children;
      const whole = text.scrollWidth <= text.clientWidth && text.scrollHeight <= text.clientHeight + 1;
      const { content } = getComputedStyle(name, "::after");
      const { right } = name.getBoundingClientRect();
      return { whole, end: content.replace(/^"|" \/ ""$|"$/g, ""), inside: right <= innerWidth };
    }),
  );

for (const [where, screen, query] of [
  ["in the list of a desk", DESK, ""], ["in the list of a phone", PHONE, ""],
  ["in driver mode on a tablet", TABLET, "#drive"], ["in driver mode on a phone", PHONE, "#drive"],
]) {
  test(`names that differ in their end only are told apart ${where}`, async (t) => {
    const { page, assertClean } = await visit(t, await twins(), { ...(screen === DESK ? {} : { on: await withoutMap() }), ...screen, query });
    const rows = query ? panel.driverRows(page) : panel.options(page);
    await eventually(async () => assert.equal(await rows.count(), 4));
    const names = await drawn(rows);
    assert.deepEqual(names.slice(0, 3).map(({ end }) => ENDS.find((each) => end.endsWith(each))).sort(), ENDS, JSON.stringify(names));
    assert.ok(names.every(({ inside }) => inside));
    assert.ok(names.every(({ whole, end }) => whole === (end === "none" || end === "normal" || end === "")), JSON.stringify(names));
    // Said once, and in full.
    assert.equal((await rows.first().innerText()).split("Tor 11").length, 2);
    if (query) await rows.first().getByRole("button").first().click();
    else await rows.first().click();
    const heading = panel.details(page).getByRole("heading");
    const { scrollWidth, clientWidth } = await heading.evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
    assert.ok(scrollWidth <= clientWidth, "the details show all of it");
    assert.match(await heading.innerText(), /Tor 11$/);
    assertClean();
  });
}
