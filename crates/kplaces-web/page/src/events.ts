import * as api from "./api.ts";
import type { Facts, SyncState } from "./model.ts";
import type { WayBack } from "./way-back.ts";

/** How often nobody may answer in a row before the program counts as ended. */
const PATIENCE = 3;
const AGAIN_MS = 3_000;

/** By which the program knows this page from others, as long as it listens. */
export const page = crypto.randomUUID();

export interface Listener {
  facts(facts: Facts): void;
  sync(state: SyncState): void;
  bye(): void;
  /** The program does not answer. It may come back. */
  gone(): void;
  back(): void;
  /** Another one has taken its place, there. */
  moved(to: URL): void;
}

/** Listens to the program as long as the page is open, and looks for the one that takes its place. */
export function listen(listener: Listener, wayBack: WayBack): void {
  let failures = 0;
  /** The page is left. */
  let left = false;
  /** Whether the listener knows that the program is gone; once is enough. */
  let gone = false;

  const connect = (): void => {
    if (left) return;
    const source = new EventSource(`/api/events?lang=${document.documentElement.lang}&page=${page}`);
    let opened = false;
    source.onopen = () => {
      opened = true;
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
      api.ended.value = true;
      setTimeout(() => void look(), AGAIN_MS);
    });
    source.onerror = () => {
      // The browser would try again by itself, whoever listens there now.
      source.close();
      api.ended.value = true;
      if (opened) void look();
      // An answer that is no event stream: why, an ordinary question tells.
      else setTimeout(() => void look().then(() => api.facts()).catch(() => undefined), AGAIN_MS);
    };
  };

  /** Asks who is there, until it is somebody to be believed. */
  const look = async (): Promise<void> => {
    if (left) return;
    const answer = await wayBack.look();
    if (left) return;
    if (answer === "same") {
      api.ended.value = false;
      return connect();
    }
    if (answer) return listener.moved(answer);
    failures += 1;
    if (failures >= PATIENCE && !gone) {
      gone = true;
      listener.gone();
    }
    setTimeout(() => void look(), failures < PATIENCE ? AGAIN_MS / 3 : AGAIN_MS);
  };
  connect();
  addEventListener("pagehide", () => (left = true));
}
