// The device's position: asked for only on a click, and no longer than the user wants.

import { metres } from "./geo.ts";
import { t } from "./language.ts";
import type { State } from "./state.ts";

/** The list is sorted anew after so many metres. */
const MOVED_M = 25;

export class Position {
  readonly #state: State;
  readonly #say: (text: string, kind: "news" | "trouble") => void;
  readonly #shown: (on: boolean) => void;
  #watch: number | null = null;

  constructor(state: State, say: (text: string, kind: "news" | "trouble") => void, shown: (on: boolean) => void) {
    this.#state = state;
    this.#say = say;
    this.#shown = shown;
  }

  get on(): boolean {
    return this.#watch !== null;
  }

  toggle(): void {
    this.#state.positioned.value = !this.on;
    if (this.on) this.#stop();
    else this.#start();
  }

  /** Goes on as on the last visit, where the browser needs not ask. */
  async goOn(): Promise<void> {
    if (!this.#state.positioned.value) return;
    const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (permission?.state === "granted" && !this.on) this.#start();
  }

  #start(): void {
    if (!("geolocation" in navigator)) return this.#say(t.position.unsupported, "trouble");
    this.#say(`${t.position.finding} ${t.position.why}`, "news");
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords, timestamp }) => {
        const here = { lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy };
        const before = this.#state.here.value;
        this.#state.dot.value = here;
        this.#state.fix.value = { ...here, time: timestamp, speed: coords.speed, heading: Number.isFinite(coords.heading) ? coords.heading : null };
        if (!before) {
          this.#say(t.position.found, "news");
          this.#state.order.value = "distance";
        }
        if (before && metres(before, here) < MOVED_M) return;
        // A row must not become another one under a driver's finger: who drives says when.
        if (before && this.#state.drive.value) this.#state.moved.value = here;
        else this.#state.here.value = here;
      },
      (error) => {
        const why = [t.position.unavailable, t.position.denied, t.position.unavailable, t.position.timeout];
        // A position that was found once stays until the user switches it off.
        if (this.#state.here.value && error.code !== error.PERMISSION_DENIED) return;
        this.#stop();
        this.#say(why[error.code] ?? t.position.unavailable, "trouble");
      },
      { enableHighAccuracy: true, maximumAge: 10_000, timeout: 20_000 },
    );
    this.#shown(true);
  }

  #stop(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
    this.#state.moved.value = null;
    this.#state.here.value = null;
    this.#state.dot.value = null;
    this.#state.fix.value = null;
    this.#shown(false);
  }
}
