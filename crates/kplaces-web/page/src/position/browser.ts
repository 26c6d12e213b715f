// Where the browser says that the device is; on a computer it may ask its maker for that.

import type { Fix } from "../model.ts";

/** Whether the browser needs not ask its user. */
export async function isAllowed(): Promise<boolean> {
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  return permission?.state === "granted";
}

/** Hears positions until the answer is called. */
export function watchBrowser(take: (fix: Fix) => void, failed: (error: GeolocationPositionError) => void): () => void {
  const watch = navigator.geolocation.watchPosition(
    ({ coords: { latitude: lat, longitude: lon, accuracy, speed, heading }, timestamp: time }) =>
      take({ lat, lon, accuracy, time, speed, heading: Number.isFinite(heading) ? heading : null }),
    failed,
    { enableHighAccuracy: true, maximumAge: 10_000, timeout: 20_000 },
  );
  return () => navigator.geolocation.clearWatch(watch);
}
