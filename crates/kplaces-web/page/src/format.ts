// Numbers, distances and moments as people of a language write them.

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const OLD = 7 * DAY;

export type Day = "today" | "yesterday" | "earlier";

export function count(number: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(number);
}

/** `850 m`, `3.4 km`, `128 km` */
export function distance(metres: number, locale: string): string {
  const write = (value: number, unit: string, digits: number): string =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      maximumFractionDigits: digits,
      minimumFractionDigits: digits,
    }).format(value);
  if (metres < 995) return write(metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10, "meter", 0);
  const km = metres / 1000;
  return write(km, "kilometer", km < 99.95 ? 1 : 0);
}

/** Degrees with a point in every language, since they are copied into other programs. */
export function coordinates(lat: number, lon: number): string {
  return `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
}

export function day(moment: Date, now: Date): Day {
  const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(moment)) / DAY);
  return days <= 0 ? "today" : days === 1 ? "yesterday" : "earlier";
}

export function time(moment: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(moment);
}

export function date(moment: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(moment);
}

/** Whether places of that age deserve a warning. */
export function old(moment: Date, now: Date): boolean {
  return now.getTime() - moment.getTime() > OLD;
}

/** Tags taken out of a text that another program meant as HTML. */
export function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&copy;/g, "©")
    .replace(/&amp;/g, "&")
    .trim();
}

export function capital(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
