import assert from "node:assert/strict";
import { test } from "node:test";

import { bearing, circle, metres } from "./geo.ts";

const MUNICH = { lat: 48.137, lon: 11.575 };
const BERLIN = { lat: 52.52, lon: 13.405 };

test("Munich is 504 km from Berlin", () => {
  assert.ok(Math.abs(metres(MUNICH, BERLIN) - 504_200) < 1_000);
  assert.equal(metres(MUNICH, MUNICH), 0);
});

test("bearings go clockwise from north", () => {
  const origin = { lat: 0, lon: 0 };
  assert.equal(Math.round(bearing(origin, { lat: 1, lon: 0 })), 0);
  assert.equal(Math.round(bearing(origin, { lat: 0, lon: 1 })), 90);
  assert.equal(Math.round(bearing(origin, { lat: -1, lon: 0 })), 180);
  assert.equal(Math.round(bearing(origin, { lat: 0, lon: -1 })), 270);
});

test("a circle is closed and everywhere as far away", () => {
  const line = circle(MUNICH, 5_000);
  assert.equal(line.length, 73);
  assert.deepEqual(line[0], line[72]);
  for (const [lon, lat] of line) assert.ok(Math.abs(metres(MUNICH, { lat, lon }) - 5_000) < 1);
});
