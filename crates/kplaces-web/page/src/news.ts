// Which results of syncs are new. The server tells the last one at every connection, so that nobody
// misses it; who knows it already, or came after it, need not hear it again.

import type { SyncState } from "./model.ts";

export class News {
  #seen: number;

  /** `known` is how it stood when the page was opened. */
  constructor(known: SyncState) {
    this.#seen = known.serial ?? 0;
  }

  isNew({ state, serial }: SyncState): boolean {
    if (serial === undefined || state === "idle" || state === "running") return true;
    if (serial <= this.#seen) return false;
    this.#seen = serial;
    return true;
  }
}
