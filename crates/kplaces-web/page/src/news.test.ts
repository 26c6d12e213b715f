import assert from "node:assert/strict";
import { test } from "node:test";

import type { Done, SyncState } from "./model.ts";
import { News } from "./news.ts";

const done = (serial?: number): Done => ({
  state: "done",
  followed: true, groups_kept: true,
  added: 0,
  changed: 0,
  removed: 0,
  unchanged: 0,
  places: 0,
  took_ms: 1,
  odd: [],
  cut_at: null,
  members_without_address: 0,
  backup: false,
  ...(serial === undefined ? {} : { serial }),
});
const running: SyncState = { state: "running", step: "saving", rows: null, seconds: null, serial: 3 };

test("a result from before the page was opened is no news", () => {
  const news = new News(done(3));
  assert.equal(news.isNew(done(3)), false);
  assert.equal(news.isNew(done(4)), true);
});

test("a result is told once, however often the connection is made", () => {
  const news = new News({ state: "idle", serial: 0 });
  assert.equal(news.isNew(done(1)), true);
  assert.equal(news.isNew(done(1)), false);
  assert.equal(news.isNew(done(2)), true);
});

test("what is under way is always news, and a result that is not counted, too", () => {
  const news = new News(running);
  assert.equal(news.isNew(running), true);
  assert.equal(news.isNew(done()), true);
});
