// What is told of a place, to be read and to be heard.

import { distance } from "../format.ts";
import { locale, t } from "../language.ts";
import type { Told } from "../model.ts";

/** Beside the name: how far and where, or what has happened. */
export function words({ event, metres, side }: Told): string {
  if (event !== "approaching") return t.alerts[event];
  return [t.alerts.toCircle(distance(metres, locale)), side && t.alerts.sides[side]].filter(Boolean).join(", ");
}

/** A sentence as people say it, with whole units. */
export function spoken(told: Told): string {
  const { event, name, metres, side } = told;
  if (event !== "approaching") return `${name}: ${t.alerts[event]}`;
  const [number, unit] = metres < 950 ? [Math.max(10, Math.round(metres / 10) * 10), "meter"] : [Math.round(metres / 100) / 10, "kilometer"];
  const far = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(number);
  return [name, t.alerts.toCircle(far), side && t.alerts.sides[side]].filter(Boolean).join(", ");
}
