import type { Failed } from "../model.ts";
import type { Texts } from "../texts/en.ts";

/** What a sync would have taken away, had it not stopped. */
export function loss({ guard, lost, guard_places: content }: Failed, texts: Texts["sync"], write: (n: number) => string): string {
  if (guard) return texts.guard(guard.removes, write(guard.removes), write(guard.stored));
  const what = lost && texts.lost[lost];
  if (!what || !content) return texts.guardContent;
  return texts.guardLost(content.places, write(content.places), write(content.stored), what);
}
