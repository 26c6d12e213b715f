// Which colours the map has, and which places are shown: one legend for both.

import { element, fill, name, set } from "../element.ts";
import { count } from "../format.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import type { By, Facts, Filter, LegendEntry } from "../model.ts";
import type { State } from "../state.ts";

/** More than these are folded away. */
const SHOWN = 8;
const PART = { group: "g", colour: "c" } as const;

export function filters(state: State): HTMLElement {
  const root = element("section", { class: "filters", "aria-label": t.filter.legend });
  let open = false;
  let wasDrawn = "";

  const toggle = (by: By, entry: LegendEntry): void => {
    const part = PART[by];
    const chosen = state.filter.value[part];
    const next = chosen.includes(entry.index)
      ? chosen.filter((index) => index !== entry.index)
      : [...chosen, entry.index].sort((a, b) => a - b);
    state.filter.value = { ...state.filter.value, [part]: next };
  };

  const chip = (by: By, entry: LegendEntry): HTMLElement => {
    const chosen = state.filter.value[PART[by]];
    const dot = element("span", { class: "dot", "aria-hidden": "true" });
    dot.style.background = entry.rgb;
    return element(
      "button",
      {
        type: "button",
        class: "chip",
        id: `chip-${by}-${entry.index}`,
        "aria-pressed": chosen.includes(entry.index) ? "true" : "false",
        click: () => toggle(by, entry),
      },
      dot,
      element("span", { class: "chip-name" }, title(by, entry)),
      element("span", { class: "chip-count" }, count(entry.places, locale)),
    );
  };

  const draw = (): void => {
    const facts = state.facts.value;
    const by = state.by.value;
    const other: By = by === "group" ? "colour" : "group";
    const entries = facts.legend[by];
    const drawn = JSON.stringify([entries, by, state.filter.value, open]);
    if (drawn === wasDrawn) return;
    wasDrawn = drawn;
    const focused = document.activeElement?.id;
    const chosen = state.filter.value[PART[by]];
    const some = open ? entries : entries.filter((entry, at) => at < SHOWN || chosen.includes(entry.index));
    const rest = entries.length - some.length;
    root.hidden = entries.length === 0;
    fill(
      root,
      element(
        "div",
        { class: "filters-head" },
        facts.features.groups
          ? element(
              "div",
              { class: "switch", role: "group", "aria-label": t.filter.by },
              ...(["group", "colour"] as const).map((each) =>
                element(
                  "button",
                  {
                    type: "button",
                    id: `by-${each}`,
                    "aria-pressed": by === each ? "true" : "false",
                    click: () => (state.by.value = each),
                  },
                  t.filter[each],
                ),
              ),
            )
          : element("h2", { class: "small-title" }, t.filter.colour),
        state.filter.value[PART[other]].length > 0 &&
          element("span", { class: "hint" }, t.filter.hidden[other]),
        state.filtered &&
          element(
            "button",
            { type: "button", id: "filter-reset", class: "link", click: () => (state.filter.value = { g: [], c: [] }) },
            icon("close"),
            t.filter.reset,
          ),
      ),
      element(
        "div",
        { class: open ? "chips open" : "chips" },
        ...some.map((entry) => chip(by, entry)),
        (rest > 0 || open) &&
          element(
            "button",
            {
              type: "button",
              id: "filter-more",
              class: "chip more",
              "aria-expanded": open ? "true" : "false",
              click: () => {
                open = !open;
                draw();
              },
            },
            open ? t.filter.fewer : t.filter.more(count(rest, locale)),
          ),
      ),
    );
    if (focused) root.querySelector<HTMLElement>(`#${CSS.escape(focused)}`)?.focus();
  };
  state.by.watch(() => {
    open = false;
    draw();
  });
  state.filter.watch(draw);
  state.facts.follow(draw);
  set(root, "id", "filters");
  return root;
}

function title(by: By, entry: LegendEntry): Node | string {
  if (entry.name === null) return by === "group" ? t.filter.noGroup : t.filter.noColour;
  return by === "colour" ? colourName(entry.name) : name(entry.name);
}

/** WEBFLEET's name of a colour in the page's language; an unknown one as it is. */
export function colourName(colour: string): Node | string {
  return (t.colours as Record<string, string>)[colour] ?? name(colour);
}

/** The same groups and colours in a legend that has been counted anew. */
export function carryOver(filter: Filter, before: Facts, after: Facts): Filter {
  const carry = (by: By): number[] => {
    const old = before.legend[by];
    const chosen = filter[PART[by]].map((index) => old.find((entry) => entry.index === index)?.name);
    return after.legend[by].filter(({ name }) => chosen.includes(name)).map(({ index }) => index);
  };
  return { g: carry("group"), c: carry("colour") };
}
