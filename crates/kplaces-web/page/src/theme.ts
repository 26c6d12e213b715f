import type { Theme } from "./map/themes.ts";
import type { State } from "./state.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** What the user chose, or else the device. */
export function themeNow(state: State): Theme {
  const { value } = state.theme;
  return value === "auto" ? (dark.matches ? "dark" : "light") : value;
}

/** Keeps the page in its theme and tells the map. */
export function keepTheme(state: State, changed: (theme: Theme) => void): void {
  let shown: Theme | null = null;
  const apply = (): void => {
    const theme = themeNow(state);
    if (theme === shown) return;
    document.documentElement.dataset["theme"] = theme;
    if (shown !== null) changed(theme);
    shown = theme;
  };
  apply();
  state.theme.watch(apply);
  dark.addEventListener("change", apply);
}


