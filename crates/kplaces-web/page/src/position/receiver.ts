// A receiver of the device, such as gpsd, as the program on it hears it.

import * as api from "../api.ts";
import type { Fix } from "../model.ts";

/** Where nobody knows anything, they are asked again after so long. */
const PAUSE_MS = 2_000;

/** What is done with what is heard. */
interface Hears {
  fix(fix: Fix): void;
  /** A receiver answers that does not know yet where it is. */
  searching(): void;
  /** There is no receiver for now. Called once: one that comes later is heard. */
  none(): void;
}

/** Hears the receiver until the answer is called. */
export function hearReceiver({ fix, searching, none }: Hears): () => void {
  const ended = new AbortController();
  const hear = async (): Promise<void> => {
    let after = 0;
    let isKnown = false;
    while (!ended.signal.aborted) {
      const heard = await api.receiver(after, ended.signal).catch(() => null);
      if (ended.signal.aborted) return;
      if (!isKnown && (heard === null || heard.state === "none")) none();
      isKnown = true;
      const isNew = heard !== null && heard.number !== after;
      if (isNew) {
        after = heard.number;
        if (heard.fix) fix(heard.fix);
        if (heard.state === "searching") searching();
      }
      // One that there is waits itself until it has something new to say.
      if (heard?.state !== "here") await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  };
  void hear();
  return () => ended.abort();
}
