import assert from "node:assert/strict";
import { test } from "node:test";

import { coordinates, count, day, distance, old, plain } from "./format.ts";

const plainSpaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");

test("distances are as exact as people need", () => {
  const en = (metres: number): string => plainSpaces(distance(metres, "en"));
  assert.equal(en(0), "0 m");
  assert.equal(en(47.4), "47 m");
  assert.equal(en(846), "850 m");
  assert.equal(en(994), "990 m");
  assert.equal(en(995), "1.0 km");
  assert.equal(en(12_340), "12.3 km");
  assert.equal(en(128_400), "128 km");
});

test("German has a decimal comma and a point between thousands", () => {
  assert.equal(plainSpaces(distance(3_400, "de")), "3,4 km");
  assert.equal(count(12_345, "de"), "12.345");
});

test("coordinates have a decimal point everywhere, and six digits", () => {
  assert.equal(coordinates(48.1, -11.5), "48.100000, -11.500000");
});

test("today ends at midnight, not after 24 hours", () => {
  const now = new Date(2026, 10, 25, 0, 30);
  assert.equal(day(new Date(2026, 10, 25, 0, 10), now), "today");
  assert.equal(day(new Date(2026, 10, 24, 23, 50), now), "yesterday");
  assert.equal(day(new Date(2026, 10, 23, 23, 50), now), "earlier");
  assert.equal(day(new Date(2026, 10, 25, 1, 0), now), "today");
});

test("places are old after seven days", () => {
  const now = new Date(2026, 10, 25, 12, 0);
  assert.equal(old(new Date(2026, 10, 18, 12, 1), now), false);
  assert.equal(old(new Date(2026, 10, 18, 11, 59), now), true);
});

test("an attribution loses its tags", () => {
  assert.equal(plain('<a href="https://example.org">&copy; OpenStreetMap</a> &amp; others'), "© OpenStreetMap & others");
});
