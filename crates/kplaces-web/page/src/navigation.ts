// Links that hand one place to a navigation program. Nothing but the coordinates is in them.

import type { At, NavigationChoice } from "./model.ts";

export type Target = NavigationChoice;

export const TARGETS: readonly Target[] = ["geo", "google", "apple", "waze", "here", "osm"];

/** The target of a setting; the device's own program where the setting is not known. */
export function target(setting: string): Target {
  return TARGETS.find((known) => known === setting) ?? "geo";
}

export function link(target: Target, { lat, lon }: At): string {
  const at = `${degrees(lat)},${degrees(lon)}`;
  switch (target) {
    case "geo":
      // With the position as the query, too, since some programs show no pin without.
      return `geo:${at}?q=${at}`;
    case "google":
      return `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(at)}`;
    case "apple":
      return `https://maps.apple.com/?daddr=${encodeURIComponent(at)}`;
    case "waze":
      return `https://www.waze.com/ul?ll=${encodeURIComponent(at)}&navigate=yes`;
    case "here":
      return `https://share.here.com/r/mylocation/${at}`;
    case "osm":
      return `https://www.openstreetmap.org/directions?to=${encodeURIComponent(at)}`;
  }
}

/** Never in the form 1e-7, which no navigation program understands. */
function degrees(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, "");
}
