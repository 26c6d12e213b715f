// The screen stays on while alerts are told, where the browser can do that.

import type { State } from "../state.ts";

export function keepAwake(state: State): void {
  let lock: WakeLockSentinel | null = null;
  const wanted = (): boolean => state.alerts.value !== "off" && state.dot.value !== null && document.visibilityState === "visible";
  const look = async (): Promise<void> => {
    if (!wanted()) {
      await lock?.release();
      lock = null;
    } else if (!lock || lock.released) {
      lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    }
  };
  const again = (): void => void look().catch(() => undefined);
  // The system takes it away where the page is not to be seen.
  document.addEventListener("visibilitychange", again);
  state.alerts.watch(again);
  state.dot.watch((now, before) => (now === null) !== (before === null) && again());
}
