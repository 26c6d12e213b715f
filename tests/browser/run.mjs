// All tests in one process, so that they share one Chromium: `node --test run.mjs`. Each file runs
// by itself as well.

import { readdir } from "node:fs/promises";

const here = new URL(".", import.meta.url);
const files = (await readdir(here)).filter((name) => name.endsWith(".test.mjs")).sort();
for (const file of files) await import(new URL(file, here));
