import { element } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { Row } from "../model.ts";
import { link } from "../navigation.ts";
import type { State } from "../state.ts";

/** A program that takes the address comes to the front within this time. */
const OPENED_MS = 1_500;

/** Waits for a sign that another program has opened; without one another way has to be offered. */
function whenNothingOpens(then: () => void): void {
  const opened = new AbortController();
  const { signal } = opened;
  addEventListener("blur", () => opened.abort(), { signal });
  addEventListener("pagehide", () => opened.abort(), { signal });
  document.addEventListener("visibilitychange", () => opened.abort(), { signal });
  setTimeout(() => {
    if (signal.aborted) return;
    opened.abort();
    then();
  }, OPENED_MS);
}

/** The link that hands a place to navigation: followed on a press, never by itself. */
export function goLink(row: Row, state: State, style: string, words: string, ...more: Node[]): HTMLAnchorElement {
  const at = { lat: row.lat ?? 0, lon: row.lon ?? 0 };
  const target = state.target.value;
  const followed = (): void => {
    if (target !== "geo") return;
    whenNothingOpens(() => {
      state.selected.value = row;
      state.unopened.value = row;
    });
  };
  return element(
    "a",
    {
      class: style,
      click: followed,
      href: link(target, at),
      // The device's own app opens beside the page; a new tab for it would stay empty.
      target: target === "geo" ? null : "_blank",
      rel: "noopener noreferrer",
      referrerpolicy: "no-referrer",
      "aria-label": style === "row-go" ? t.list.goTo(row.name || t.list.noName) : null,
    },
    icon("go"),
    element("span", {}, words),
    ...more,
  );
}
