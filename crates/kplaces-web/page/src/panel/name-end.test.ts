import assert from "node:assert/strict";
import { test } from "node:test";

import { nameEnd } from "./name-end.ts";

test("the end of a name is whole letters", () => {
  assert.equal(nameEnd("Spedition mbH & Co. KG, Lager 12"), " KG, Lager 12");
  const flags = "🇩🇪".repeat(20);
  assert.equal(nameEnd(flags), "🇩🇪".repeat(14));
  assert.equal(nameEnd("Region Süd, Lager 12-B"), " Lager 12-B");
  assert.equal(nameEnd("Ort"), "Ort");
});
