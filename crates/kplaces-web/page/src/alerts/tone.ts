// Two short tones, made here: up for what comes near, one for what is reached, down for what is left.

import type { Told } from "../model.ts";

const NOTES: Record<Told["event"], readonly number[]> = { approaching: [660, 880], arrived: [880], left: [880, 660] };

const LENGTH_S = 0.16;
const LOUD = 0.4;

let context: AudioContext | null = null;

/** Browsers let a page sound once somebody has pressed something. */
export function wakeTones(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function tone(event: Told["event"]): void {
  wakeTones();
  if (!context) return;
  let at = context.currentTime;
  for (const hertz of NOTES[event]) {
    const oscillator = new OscillatorNode(context, { frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    // Without a ramp it cracks.
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(LOUD, at + 0.02);
    volume.gain.linearRampToValueAtTime(0, at + LENGTH_S);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + LENGTH_S);
    at += LENGTH_S;
  }
}
