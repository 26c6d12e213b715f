import assert from "node:assert/strict";
import { test } from "node:test";

import { de } from "./de.ts";
import { en } from "./en.ts";

type Tree = { [key: string]: unknown };

/** All texts with the way to them; functions are called with numbers that tell singular from plural. */
function texts(tree: Tree, way = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const here = `${way}.${key}`;
    if (typeof value === "string") return [[here, value]];
    if (typeof value === "function") return [[here, String(value(2, "2", "2"))]];
    return texts(value as Tree, here);
  });
}

test("no text is empty, in neither language", () => {
  for (const tree of [en, de]) for (const [way, text] of texts(tree)) assert.notEqual(text.trim(), "", way);
});

test("German is German: what reads the same in both is a name, a number or a command", () => {
  const german = new Map(texts(de));
  const same = texts(en).filter(([way, text]) => german.get(way) === text && /[a-z]{3}/.test(text));
  const allowed = /^\.(targets|colours|footer\.basemap|filter\.(legend|count)|print\.filter|sync\.kinds\.\w+\.3|details\.radius|setup\.passphrase\.label|gone\.command|list\.goTo)/;
  assert.deepEqual(same.filter(([way]) => !allowed.test(way)), []);
});

test("one place is one place", () => {
  assert.equal(en.places(1, "1"), "1 place");
  assert.equal(de.places(1, "1"), "1 Ort");
  assert.equal(de.places(3, "3"), "3 Orte");
});
