import { element } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { Row } from "../model.ts";
import { link } from "../navigation.ts";
import type { State } from "../state.ts";

/** The link that hands a place to navigation: followed on a press, never by itself. */
export function goLink(row: Row, state: State, style: string, words: string, ...more: Node[]): HTMLAnchorElement {
  const at = { lat: row.lat ?? 0, lon: row.lon ?? 0 };
  const target = state.target.value;
  return element(
    "a",
    {
      class: style,
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
