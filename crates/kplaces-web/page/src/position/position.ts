// The device's position: asked for only on a click, and no longer than the user wants.

import { metres } from "../geo.ts";
import { t } from "../language.ts";
import type { Fix } from "../model.ts";
import type { State } from "../state.ts";
import { isAllowed, watchBrowser } from "./browser.ts";
import { hearReceiver } from "./receiver.ts";

/** The list is sorted anew after so many metres. */
const MOVED_M = 25;

type Say = (text: string, kind: "news" | "trouble") => void;

export class Position {
  readonly #state: State;
  readonly #say: Say;
  readonly #shown: (on: boolean) => void;
  /** Each ends one thing that positions come from. */
  #receiver: (() => void) | null = null;
  #browser: (() => void) | null = null;
  #on = false;

  constructor(state: State, say: Say, shown: (on: boolean) => void) {
    this.#state = state;
    this.#say = say;
    this.#shown = shown;
  }

  get on(): boolean {
    return this.#on;
  }

  toggle(): void {
    const wanted = !this.on;
    this.#state.positioned.value = wanted;
    this.#stop();
    if (!wanted) return;
    this.#show(true);
    this.#hear(() => this.#askBrowser());
  }

  /** Goes on as on the last visit, where nobody has to be asked for it. */
  goOn(): void {
    if (!this.#state.positioned.value || this.on) return;
    this.#hear(async () => {
      if ((await isAllowed()) && !this.on) this.#askBrowser();
    });
  }

  /** A receiver of the device knows best, and nobody else is asked then. Where there is none, somebody else is, for as long. */
  #hear(elsewhere: () => void): void {
    if (!this.#state.facts.value.features.alerts) return elsewhere();
    if (this.on) this.#say(t.position.finding, "news");
    this.#receiver = hearReceiver({
      fix: (fix) => {
        this.#endBrowser();
        this.#take(fix);
      },
      searching: () => {
        this.#show(true);
        this.#say(t.position.searching, "news");
      },
      none: elsewhere,
    });
  }

  #askBrowser(): void {
    if (!("geolocation" in navigator)) {
      this.#stop();
      return this.#say(t.position.unsupported, "trouble");
    }
    this.#say(`${t.position.finding} ${t.position.why}`, "news");
    this.#browser = watchBrowser(
      (fix) => this.#take(fix),
      (error) => {
        const why = [t.position.unavailable, t.position.denied, t.position.unavailable, t.position.timeout];
        // A position that was found once stays until the user switches it off.
        if (this.#state.here.value && error.code !== error.PERMISSION_DENIED) return;
        this.#stop();
        this.#say(why[error.code] ?? t.position.unavailable, "trouble");
      },
    );
    this.#show(true);
  }

  #take(fix: Fix): void {
    const here = { lat: fix.lat, lon: fix.lon, accuracy: fix.accuracy ?? 0 };
    this.#show(true);
    const before = this.#state.here.value;
    this.#state.dot.value = here;
    this.#state.fix.value = fix;
    if (!before) {
      this.#say(t.position.found, "news");
      this.#state.order.value = "distance";
    }
    if (before && metres(before, here) < MOVED_M) return;
    // A row must not become another one under a driver's finger: who drives says when.
    if (before && this.#state.drive.value) this.#state.moved.value = here;
    else this.#state.here.value = here;
  }

  #show(on: boolean): void {
    if (this.#on === on) return;
    this.#on = on;
    this.#shown(on);
  }

  #endBrowser(): void {
    this.#browser?.();
    this.#browser = null;
  }

  #stop(): void {
    this.#receiver?.();
    this.#receiver = null;
    this.#endBrowser();
    this.#state.moved.value = null;
    this.#state.here.value = null;
    this.#state.dot.value = null;
    this.#state.fix.value = null;
    this.#show(false);
  }
}
