import { date, day, old, time } from "../format.ts";
import { locale, t } from "../language.ts";

/** `as of today 14:05`; with a quiet warning where that is long ago. */
export function asOf(moment: Date, now: Date, warn: boolean): string {
  const which = day(moment, now);
  const at = time(moment, locale);
  const text = which === "earlier" ? t.asOf.earlier(date(moment, locale), at) : t.asOf[which](at);
  return warn && old(moment, now) ? `${text}: ${t.asOf.old}` : text;
}
