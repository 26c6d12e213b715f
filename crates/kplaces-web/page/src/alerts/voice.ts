// Speech by the voices of this device. Others send what they say to their maker.

import { t } from "../language.ts";
import type { Told } from "../model.ts";
import { spoken } from "./words.ts";

/** A voice of this device for the language of the page. */
function voice(): SpeechSynthesisVoice | null {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  const own = voices.filter((it) => it.localService && it.lang.toLowerCase().startsWith(t.tag));
  return own.find((it) => it.default) ?? own[0] ?? null;
}

/** Whether there is one. */
export const speaks = (): boolean => voice() !== null;

export function say(told: Told): void {
  const own = voice();
  if (!own) return;
  const words = new SpeechSynthesisUtterance(spoken(told));
  words.voice = own;
  words.lang = own.lang;
  speechSynthesis.speak(words);
}

// Some browsers know their voices only a while after they were asked for the first time.
globalThis.speechSynthesis?.getVoices();
