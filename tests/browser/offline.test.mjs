// The page works where there is no network at all.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import test from "node:test";

import { run } from "./stage/process.mjs";

const UP_AND_RUN = 'ip link set lo up && exec "$0" "$@"';

/** `unshare` with an empty network: as root, or else in a user namespace where the system lets one. */
async function emptyNetwork(command) {
  for (const rights of [[], ["--map-root-user"]]) {
    const args = [...rights, "--net", "sh", "-c", UP_AND_RUN];
    const ran = await run("unshare", [...args, "true"], { env: process.env }).catch((error) => ({ stderr: `${error}` }));
    if (ran.code === 0) return run("unshare", [...args, ...command], { env: process.env });
    if (rights.length > 0) return { impossible: ran.stderr };
  }
}

test("search, list and map work in an empty network namespace", async (t) => {
  const inside = fileURLToPath(new URL("stage/offline.mjs", import.meta.url));
  const ran = await emptyNetwork([process.execPath, inside]);
  if (ran.impossible !== undefined) {
    const why = `no empty network namespace can be made here: ${ran.impossible}`;
    assert.ok(process.env.CI !== "true", why);
    return t.skip(why);
  }
  assert.equal(ran.code, 0, `${ran.stdout}${ran.stderr}`);
  assert.match(ran.stdout, /interfaces: lo\n/);
  assert.match(ran.stdout, /worked offline\n/);
});
