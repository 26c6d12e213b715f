// Tells of places that come near, while somebody drives: where the device is goes to the program on this device, which
// says what to tell. Nothing of the way is kept, here or there.

import * as api from "../api.ts";
import { page } from "../events.ts";
import { count } from "../format.ts";
import { locale, t } from "../language.ts";
import type { AlertsChoice, Fix, Told } from "../model.ts";
import { Signal } from "../signal.ts";
import type { State } from "../state.ts";
import type { Card } from "./card.ts";
import { tone, wakeTones } from "./tone.ts";
import { say, speaks } from "./voice.ts";
import { keepAwake } from "./wake.ts";

/** The next kind by one tap: aloud first, as nobody looks at a screen who drives. */
const NEXT: Record<AlertsChoice, AlertsChoice> = { off: "voice", voice: "tone", tone: "silent", silent: "off" };

export class Alerts {
  /** How it goes, in a few words; empty where nothing is wanted. */
  readonly status = new Signal("");
  /** What is set in vain, in a line; empty where nothing is. */
  readonly doubt = new Signal("");
  readonly #state: State;
  readonly #card: Card;
  #sending = false;
  #next: Fix | null = null;

  constructor(state: State, card: Card) {
    this.#state = state;
    this.#card = card;
    card.hush = (key) => void api.hush(page, key, midnight()).catch(() => (this.status.value = t.alerts.failed));
    state.fix.watch((fix) => fix && this.#take(fix));
    state.alerts.watch((now, before) => now === "off" && before !== "off" && void api.sendFix(page, null).catch(() => undefined));
    for (const signal of [state.alerts, state.dot, api.ended]) signal.watch(() => this.#standing());
    // Who stands still says nothing new, and is watched again all the same.
    api.ended.watch((ended) => !ended && state.fix.value && this.#take(state.fix.value));
    keepAwake(state);
    this.#standing();
  }

  /** From aloud to silent to off, and back. */
  turn(): void {
    // Only what somebody has pressed may sound.
    wakeTones();
    const next = NEXT[this.#state.alerts.value];
    this.#state.alerts.value = next === "voice" && !speaks() ? "tone" : next;
  }

  #standing(): void {
    const { alerts, dot } = this.#state;
    if (alerts.value === "off") {
      this.status.value = "";
      this.doubt.value = "";
      this.#card.hide();
    } else if (api.ended.value) this.status.value = "";
    else if (!dot.value) this.status.value = t.alerts.waiting;
  }

  /** One after the other: where somebody was a moment ago is of no use while the one before is under way. */
  #take(fix: Fix): void {
    if (this.#state.alerts.value === "off") return;
    this.#next = fix;
    if (!this.#sending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#sending = true;
    try {
      while (this.#next) {
        const fix = this.#next;
        this.#next = null;
        const { places, elsewhere, told, doubts } = await api.sendFix(page, fix);
        if (this.#state.alerts.value === "off") break;
        this.status.value = elsewhere ? t.alerts.elsewhere : t.alerts.watching(places, count(places, locale));
        const [doubt = ""] = doubts;
        this.doubt.value = doubt && t.alerts.doubt(doubt.charAt(0).toLocaleUpperCase(locale) + doubt.slice(1), doubts.length - 1);
        for (const one of told) this.#tell(one);
      }
    } catch {
      this.status.value = api.ended.value ? "" : t.alerts.failed;
    } finally {
      this.#sending = false;
    }
  }

  #tell(told: Told): void {
    this.#card.show(told);
    const how = this.#state.alerts.value;
    if (how === "tone" || how === "voice") tone(told.event);
    if (how === "voice") say(told);
  }
}

/** When this day ends. */
const midnight = (): number => new Date().setHours(24, 0, 0, 0);
