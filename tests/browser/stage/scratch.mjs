// What a run of tests leaves nowhere: folders and processes that end with it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const endings = [];

/** Does this when all tests are done; what was asked for last is done first. */
export function atTheEnd(ending) {
  endings.push(ending);
}

/** A folder of its own. */
export async function folder(name) {
  const path = await mkdtemp(join(tmpdir(), `kplaces-${name}-`));
  atTheEnd(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}

/** Ends everything. One that fails keeps no other from ending. */
export async function endAll() {
  const failed = [];
  for (const ending of endings.splice(0).reverse()) {
    await Promise.resolve().then(ending).catch((error) => failed.push(error));
  }
  if (failed.length > 0) throw new AggregateError(failed, "something did not end");
}

// A bench ends by itself, and would be told of tests that it has none of.
if (process.env.NODE_TEST_CONTEXT) {
  const { after } = await import("node:test");
  after(endAll);
}
