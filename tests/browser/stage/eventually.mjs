// Waiting for a fact instead of for a time.

import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 20_000;
const STEP_MS = 50;

/** Repeats a look until it does not throw, and gives what it found. */
export async function eventually(look, patience = PATIENCE_MS) {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await pause(STEP_MS);
  }
}
