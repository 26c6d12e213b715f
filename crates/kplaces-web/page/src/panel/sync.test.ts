import assert from "node:assert/strict";
import { test } from "node:test";

import type { Failed, Running } from "../model.ts";
import { de } from "../texts/de.ts";
import { en } from "../texts/en.ts";
import { loss } from "./loss.ts";
import { progress } from "./progress.ts";

const running = (step: string, seconds: number | null, rows: number | null = null): Running => ({ state: "running", step, rows, seconds });
const failed = (more: Partial<Failed>): Failed => ({ state: "failed", kind: "guard", what: "", why: [], hints: [], guard: null, ...more });

test("a wait tells what is left of it, a new try when it comes", () => {
  assert.match(progress(running("waiting", 30), de.sync, String), /, noch 30 s$/);
  assert.match(progress(running("retrying", 30), de.sync, String), /neuer Versuch in 30 s$/);
  assert.match(progress(running("waiting", 30), en.sync, String), /, 30 s left$/);
  assert.match(progress(running("retrying", 30), en.sync, String), /trying again in 30 s$/);
  assert.equal(progress(running("addresses", null, 1000), en.sync, String), "Asking WEBFLEET for the addresses, 1000 so far");
  assert.equal(progress(running("of tomorrow", null), en.sync, String), en.sync.starting);
});

test("the guard tells what would go", () => {
  const places = { places: 5, stored: 20 };
  assert.equal(loss(failed({ guard: { removes: 900, stored: 1840 } }), en.sync, String), "900 of 1840 places would be removed.");
  assert.equal(loss(failed({ lost: "groups", guard_places: places }), en.sync, String), "5 of 20 places would lose all groups.");
  assert.equal(loss(failed({ lost: "name", guard_places: places }), de.sync, String), "5 von 20 Orten würden den Namen verlieren.");
  assert.equal(loss(failed({ lost: "position", guard_places: { places: 1, stored: 2 } }), de.sync, String), "1 von 2 Orten würde die Position verlieren.");
});

test("without numbers there is the plain sentence", () => {
  assert.equal(loss(failed({}), de.sync, String), de.sync.guardContent);
  assert.equal(loss(failed({ lost: null, guard_places: null }), de.sync, String), de.sync.guardContent);
});

test("a result without changes of a kind reads well", () => {
  assert.equal(de.sync.result("0", "248", "0"), "keine neuen, 248 geändert, keine entfernt");
  assert.equal(en.sync.result("0", "0", "300"), "none added, none changed, 300 removed");
});
