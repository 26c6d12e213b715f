import assert from "node:assert/strict";
import { test } from "node:test";

import { shares } from "./donuts.ts";

test("a mix is read as swatches and eighths", () => {
  assert.deepEqual(shares("0523"), [
    { swatch: 0, eighths: 5 },
    { swatch: 2, eighths: 3 },
  ]);
  assert.deepEqual(shares("g8"), [{ swatch: 16, eighths: 8 }]);
  assert.deepEqual(shares(""), []);
});
