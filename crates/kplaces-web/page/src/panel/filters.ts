// Which colours the map has, and which places are shown: one legend for both.

import { element, fill, set } from "../element.ts";
import { count } from "../format.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import type { By, Facts, Filter, LegendEntry } from "../model.ts";
import type { State } from "../state.ts";
import { chooser, type Chooser } from "./chooser.ts";
import { entryTitle, OTHERS, sharesGrey } from "./legend.ts";

/** More than these are chosen from a list that can be searched, beside which some stay at hand. */
const SHOWN = 8;
/** Names of groups are longer than those of colours. */
const AT_HAND = { group: 5, colour: 8 } as const;
const PART = { group: "g", colour: "c" } as const;

export function filters(state: State, say: (text: string) => void): HTMLElement {
  const root = element("section", { class: "filters", "aria-label": t.filter.legend });
  let list: Chooser | null = null;
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
    return element(
      "button",
      {
        type: "button",
        class: "chip",
        id: `chip-${by}-${entry.index}`,
        "aria-pressed": chosen.includes(entry.index) ? "true" : "false",
        click: () => toggle(by, entry),
      },
      entryDot(state, by, entry),
      element("span", { class: "chip-name" }, entryTitle(by, entry)),
      element("span", { class: "chip-count" }, count(entry.places, locale)),
    );
  };

  const close = (): void => {
    list = null;
    draw();
    root.querySelector<HTMLElement>("#filter-more")?.focus();
  };

  const open = (by: By, entries: LegendEntry[]): void => {
    list = chooser({
      id: "choose",
      label: t.filter.find[by],
      entries,
      note: legendNote(by, entries),
      title: (entry) => entryTitle(by, entry),
      dot: (entry) => entryDot(state, by, entry),
      amount: (entry) => count(entry.places, locale),
      chosen: () => state.filter.value[PART[by]],
      toggle: (entry) => toggle(by, entry),
      say,
      done: close,
      doneLabel: t.filter.done,
      leave: close,
    });
    draw();
    list.focus();
  };

  /** The chosen ones, and the most frequent of the others. */
  const chips = (by: By, entries: LegendEntry[]): HTMLElement => {
    const chosen = state.filter.value[PART[by]];
    const isChosen = ({ index }: LegendEntry): boolean => chosen.includes(index);
    const many = entries.length > SHOWN;
    const some = many ? [...entries.filter(isChosen), ...entries.filter((entry) => !isChosen(entry)).slice(0, AT_HAND[by])] : entries;
    return element(
      "div",
      { class: "chips" },
      many &&
        element(
          "button",
          { type: "button", id: "filter-more", class: "chip more", click: () => open(by, entries) },
          icon("search"),
          t.filter.all[by](count(entries.length, locale)),
        ),
      ...some.map((entry) => chip(by, entry)),
    );
  };

  const draw = (): void => {
    const facts = state.facts.value;
    const by = state.by.value;
    const other: By = by === "group" ? "colour" : "group";
    const entries = facts.legend[by];
    const drawn = JSON.stringify([entries, by, state.filter.value, list !== null]);
    if (drawn === wasDrawn) return;
    wasDrawn = drawn;
    const focused = document.activeElement?.id;
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
      list?.root ?? chips(by, entries),
    );
    root.classList.toggle("choosing", list !== null);
    list?.update();
    if (focused) root.querySelector<HTMLElement>(`#${CSS.escape(focused)}`)?.focus();
  };
  const fold = (): void => {
    list = null;
    draw();
  };
  state.by.watch(fold);
  state.drive.watch(fold);
  state.filter.watch(draw);
  // Its entries have other numbers in a new legend.
  state.facts.watch((facts, before) => (facts.revision === before.revision ? draw() : fold()));
  draw();
  set(root, "id", "filters");
  return root;
}

/** What the greys of the map are, where there are more groups than colours. */
function legendNote(by: By, entries: LegendEntry[]): string {
  const own = entries.filter((entry) => entry.swatch !== OTHERS).length;
  const grey = entries.filter((entry) => entry.swatch === OTHERS && entry.name !== null).length;
  return by === "group" && grey > 0 ? t.filter.greys(own, count(own, locale)) : "";
}

/** The colour that an entry has for itself on the map; none where it shares the grey with others. */
function entryDot(state: State, by: By, entry: LegendEntry): HTMLElement | null {
  if (by === "group" && sharesGrey(entry, state.facts.value)) return null;
  const dot = element("span", { class: "dot", "aria-hidden": "true" });
  dot.style.background = entry.rgb;
  return dot;
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
