import * as api from "./api.ts";
import type { Facts, SyncState } from "./model.ts";

/** How often the connection may fail in a row before the program counts as ended. */
const PATIENCE = 3;
const AGAIN_MS = 3_000;

export interface Listener {
  facts(facts: Facts): void;
  sync(state: SyncState): void;
  bye(): void;
  /** The program does not answer. It may come back. */
  gone(): void;
  back(): void;
}

/** Listens to the server as long as the page is open, and to the one that takes its place. */
export function listen(listener: Listener): void {
  let failures = 0;
  /** The page is left. */
  let left = false;
  /** Whether the listener knows that the program is gone; once is enough. */
  let gone = false;

  /** A failed event stream does not say why; an ordinary question does. */
  const explain = async (): Promise<void> => {
    const answer = await api.facts().catch((error: unknown) => error);
    const news = answer instanceof api.Unreachable && failures >= PATIENCE && !left && !gone;
    if (!news) return;
    gone = true;
    listener.gone();
  };

  const connect = (): void => {
    if (left) return;
    const source = new EventSource(`/api/events?lang=${document.documentElement.lang}`);
    source.onopen = () => {
      failures = 0;
      if (gone || api.lost.value) listener.back();
      gone = false;
      api.lost.value = false;
    };
    source.addEventListener("facts", ({ data }) => listener.facts(JSON.parse(data as string) as Facts));
    source.addEventListener("sync", ({ data }) => listener.sync(JSON.parse(data as string) as SyncState));
    source.addEventListener("bye", () => {
      source.close();
      gone = true;
      listener.bye();
      setTimeout(connect, AGAIN_MS);
    });
    source.onerror = () => {
      // The browser tries again by itself, but not after an answer that is no event stream, and
      // then ever slower; so the page does it.
      source.close();
      if (left) return;
      failures += 1;
      if (failures >= PATIENCE) void explain();
      setTimeout(connect, failures < PATIENCE ? AGAIN_MS / 3 : AGAIN_MS);
    };
  };
  connect();
  addEventListener("pagehide", () => (left = true));
}
