import assert from "node:assert/strict";
import { test } from "node:test";

import { link, target, TARGETS } from "./navigation.ts";

const AT = { lat: 48.137154, lon: 11.5761 };

test("every link holds the coordinates and nothing else of the place", () => {
  for (const each of TARGETS) {
    const url = decodeURIComponent(link(each, AT));
    assert.match(url, /48\.137154,11\.5761/, each);
  }
});

test("the device's own app gets a geo address with a pin", () => {
  assert.equal(link("geo", AT), "geo:48.137154,11.5761?q=48.137154,11.5761");
});

test("tiny and round numbers stay readable", () => {
  assert.equal(link("geo", { lat: 0.0000001, lon: -100 }), "geo:0,-100?q=0,-100");
  assert.equal(link("here", { lat: 10, lon: 20.5 }), "https://share.here.com/r/mylocation/10,20.5");
});

test("an unknown setting falls back to the device", () => {
  assert.equal(target("waze"), "waze");
  assert.equal(target("tomtom"), "geo");
});
