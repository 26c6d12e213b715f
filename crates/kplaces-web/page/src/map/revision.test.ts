import assert from "node:assert/strict";
import { test } from "node:test";

import { tiles } from "../api.ts";
import { revisionOf } from "./revision.ts";

test("tiles tell their revision", () => {
  assert.equal(revisionOf(tiles("http://127.0.0.1:4000", 17, "group", { g: [3], c: [] })), 17);
  assert.equal(revisionOf(""), null);
});
