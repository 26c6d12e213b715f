import assert from "node:assert/strict";
import { test } from "node:test";

import { pagesOf, scrollFor, windowOf } from "./window.ts";

const ROW = 60;
const VIEW = 600;

test("only what is in view is drawn, and a little more", () => {
  const { first, end, height, shift } = windowOf(1_840, ROW, VIEW, 6_000, 5);
  assert.deepEqual([first, end, height, shift], [95, 115, 110_400, 0]);
});

test("both ends are kept", () => {
  assert.deepEqual(windowOf(3, ROW, VIEW, 0), { first: 0, end: 3, height: 180, shift: 0 });
  assert.deepEqual(windowOf(0, ROW, VIEW, 0), { first: 0, end: 0, height: 0, shift: 0 });
  const { first, end } = windowOf(10, ROW, VIEW, 5_000);
  assert.ok(first <= end && end <= 10);
});

test("a million rows reach from the first to the last", () => {
  const total = 1_000_000;
  const { height } = windowOf(total, ROW, VIEW, 0);
  assert.ok(height < 16_000_000);
  const bottom = windowOf(total, ROW, VIEW, height - VIEW, 0);
  assert.equal(bottom.end, total);
  const lastRow = (total - 1) * ROW + bottom.shift;
  assert.ok(Math.abs(lastRow + ROW - height) < 1);
});

test("a row is scrolled to as little as possible", () => {
  assert.equal(scrollFor(5, 100, ROW, VIEW, 0), 0);
  assert.equal(scrollFor(10, 100, ROW, VIEW, 0), 60);
  assert.equal(scrollFor(2, 100, ROW, VIEW, 600), 120);
});

test("scrolling to a row of a million shows it", () => {
  for (const index of [0, 1, 499_999, 999_999]) {
    const scroll = scrollFor(index, 1_000_000, ROW, VIEW, 3_000_000);
    const { first, end } = windowOf(1_000_000, ROW, VIEW, scroll, 0);
    assert.ok(first <= index && index < end, String(index));
  }
});

test("pages cover the rows", () => {
  assert.deepEqual(pagesOf(0, 0, 100), []);
  assert.deepEqual(pagesOf(95, 105, 100), [0, 1]);
  assert.deepEqual(pagesOf(100, 200, 100), [1]);
});
