import assert from "node:assert/strict";
import { test } from "node:test";

import { fits } from "./narrow.ts";

test("a name is found by parts of it, with and without umlauts", () => {
  for (const wish of ["", "müll", "mull", "muell", "MÜLLER nord", "nord mu"]) assert.ok(fits("Müller Nord", wish), wish);
  assert.ok(fits("Großkunden", "gross"));
  assert.ok(!fits("Müller Nord", "müller süd"));
});
