import type { Running } from "../model.ts";
import type { Texts } from "../texts/en.ts";

/** What a sync does just now, in one line. */
export function progress({ step, rows, seconds }: Running, texts: Texts["sync"], write: (n: number) => string): string {
  const steps = texts.steps as Record<string, string>;
  const parts = [steps[step] ?? texts.starting];
  if (rows) parts.push(texts.rows(write(rows)));
  if (seconds && step === "waiting") parts.push(texts.secondsLeft(write(seconds)));
  const line = parts.join(", ");
  return seconds && step !== "waiting" ? `${line} ${texts.secondsUntil(write(seconds))}` : line;
}
