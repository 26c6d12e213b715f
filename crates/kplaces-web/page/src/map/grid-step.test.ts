import assert from "node:assert/strict";
import { test } from "node:test";

import { gridLines, gridStep, metresPerPixel } from "./grid-step.ts";

test("steps are round and about 120 pixels apart", () => {
  for (let zoom = 8.5; zoom <= 20; zoom += 0.1) {
    const scale = metresPerPixel(50, zoom);
    const step = gridStep(scale);
    assert.match(String(step), /^(?:[125]0*|0\.[125])$/);
    const apart = step / scale;
    assert.ok(apart > 70 && apart < 200, `${zoom}: ${apart}`);
  }
});

test("lines stay where they are while the view moves", () => {
  const here = gridLines([11, 48, 11.5, 48.3], 5_000);
  const there = gridLines([11.1, 48.1, 11.6, 48.4], 5_000);
  const across = (lines: [number, number][][]): number[] =>
    lines.filter(([a, b]) => a?.[1] === b?.[1]).map(([a]) => a?.[1] ?? 0);
  const along = (lines: [number, number][][]): number[] =>
    lines.filter(([a, b]) => a?.[0] === b?.[0]).map(([a]) => a?.[0] ?? 0);
  const shared = (a: number[], b: number[]): number => a.filter((value) => b.includes(value)).length;
  assert.ok(shared(across(here), across(there)) >= 4);
  assert.ok(shared(along(here), along(there)) >= 5);
});

test("cells are square on the ground", () => {
  const lines = gridLines([11, 48.9, 12, 49.1], 10_000);
  const lats = lines.filter(([a, b]) => a?.[1] === b?.[1]).map(([a]) => a?.[1] ?? 0);
  const lons = lines.filter(([a, b]) => a?.[0] === b?.[0]).map(([a]) => a?.[0] ?? 0);
  const high = (lats[1] ?? 0) - (lats[0] ?? 0);
  const wide = ((lons[1] ?? 0) - (lons[0] ?? 0)) * Math.cos((49 * Math.PI) / 180);
  assert.ok(Math.abs(wide / high - 1) < 0.02);
});
