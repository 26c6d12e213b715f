// The list with its heading: which places it holds and in which order.

import { element, fill } from "../element.ts";
import { count } from "../format.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import type { Row } from "../model.ts";
import type { State } from "../state.ts";
import { List } from "./list.ts";
import { rowContent } from "./row.ts";
import { Rows } from "./rows.ts";

/** The map has to rest so long before the list follows it. */
const REST_MS = 250;

export interface Results {
  head: HTMLElement;
  list: List;
  message: HTMLElement;
  /** Asks once more, where what is shown is old. */
  renew(): void;
  /** Opens the first row of the answer to what is asked for now, when it is there. */
  openFirst(): Promise<void>;
}

export function results(state: State, open: (row: Row) => void, say: (text: string) => void): Results {
  const head = element("div", { class: "list-head" });
  const message = element("div", { class: "message", hidden: true });
  const rows = new Rows(() => list.update());
  const list = new List({
    open,
    point: (row) => (state.pointed.value = row),
    content: (row, drive) => rowContent(row, drive, state),
  });
  const drawing = () => ({
    total: rows.total,
    row: (index: number) => rows.at(index),
    need: (first: number, end: number) => rows.need(first, end),
  });

  /** Without a map there is nothing to be near to but the device itself. */
  const nearest = (): boolean =>
    state.spot.value !== null ||
    (state.order.value === "distance" && (state.mapped.value || state.here.value !== null));

  let latest: Promise<boolean> = Promise.resolve(false);
  const load = (top: boolean, aloud: boolean): void => {
    latest = ask(top, aloud);
  };

  /** Whether its answer came and is shown. */
  const ask = async (top: boolean, aloud: boolean): Promise<boolean> => {
    const spot = state.spot.value;
    const text = state.query.value;
    try {
      const last = await rows.load(
        {
          text,
          order: nearest() ? "distance" : "name",
          from: state.from,
          filter: state.filter.value,
          most: text ? null : (spot?.places ?? null),
        },
        top ? 0 : list.firstSeen,
      );
      if (!last) return false;
    } catch {
      // What is still there was the answer to something else, or is of another time.
      list.outdated = rows.total > 0;
      fill(
        message,
        element("p", {}, rows.total > 0 ? `${t.list.failed} ${t.list.outdated}` : t.list.failed),
        element("button", { type: "button", click: () => load(top, aloud) }, t.list.again),
      );
      message.hidden = false;
      return false;
    }
    list.outdated = false;
    state.around.value = rows.around;
    list.show(drawing(), top);
    list.root.hidden = rows.total === 0;
    state.hits.value = text ? rows.known : [];
    tell(text, aloud);
    drawHead();
    return true;
  };

  const openFirst = async (): Promise<void> => {
    const text = state.query.value;
    let asked: Promise<boolean>;
    let shown: boolean;
    do {
      asked = latest;
      shown = await asked;
      // A later question may have taken the place of this one.
    } while (asked !== latest);
    const row = rows.at(0);
    if (shown && row && state.query.value === text) open(row);
  };

  const tell = (text: string, aloud: boolean): void => {
    const shown = count(rows.total, locale);
    const sentences: string[] = [];
    if (rows.total === 0 && state.facts.value.places > 0) {
      sentences.push(text ? t.search.none(text) : t.list.none);
      if (text && state.filtered) sentences.push(t.search.noneFiltered);
    }
    fill(message, ...sentences.map((sentence) => element("p", {}, sentence)));
    message.hidden = sentences.length === 0;
    if (!aloud) return;
    if (sentences.length > 0) say(sentences.join(" "));
    else if (instead()) say(instead());
    else if (text) say(rows.more ? t.search.more(shown) : t.search.found(rows.total, shown));
    else say(t.places(rows.total, shown));
  };

  /** What the rows are, where the text is in no name. */
  const instead = (): string => {
    const { by } = rows;
    switch (by.kind) {
      case "name":
        return "";
      case "groups":
        return t.search.by.groups(by.names.join(", "));
      default:
        return t.search.by[by.kind];
    }
  };

  const drawHead = (): void => {
    const spot = state.spot.value;
    const text = state.query.value;
    const focused = document.activeElement?.id;
    if (spot && !text) {
      fill(
        head,
        element("h2", { class: "small-title" }, t.list.spot(count(spot.places, locale))),
        element("button", { type: "button", class: "link", click: () => (state.spot.value = null) }, icon("close"), t.list.all),
      );
      return;
    }
    const choice = (order: "distance" | "name", label: string): HTMLElement =>
      element(
        "button",
        {
          type: "button",
          id: `order-${order}`,
          "aria-pressed": (order === "distance") === nearest() ? "true" : "false",
          click: () => (state.order.value = order),
        },
        label,
      );
    const { earlier } = state;
    const from = !nearest() || rows.around ? "" : state.here.value ? t.list.fromHere : earlier ? t.list.fromEarlier : t.list.fromCentre;
    const all = state.facts.value.places;
    const found = rows.more
      ? t.search.more(count(rows.total, locale))
      : t.search.found(rows.total, count(rows.total, locale));
    const amount = text
      ? instead() || found
      : state.filtered
        ? t.of(count(rows.total, locale), count(all, locale))
        : "";
    const canNear = state.mapped.value || state.here.value !== null;
    fill(
      head,
      element(
        "div",
        { class: "switch", role: "group", "aria-label": t.list.order },
        canNear && choice("distance", t.list.nearest),
        choice("name", text ? t.list.best : t.list.name),
      ),
      element("p", { class: "hint" }, amount && element("span", {}, amount), from && element("span", {}, from)),
      nearest() && earlier && element("button", { type: "button", id: "order-again", click: () => state.sortAnew() }, icon("sync"), t.list.anew),
    );
    if (focused) head.querySelector<HTMLElement>(`#${CSS.escape(focused)}`)?.focus();
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  state.query.watch((text, before) => {
    if (text && !before) state.spot.value = null;
    state.around.value = null;
    load(true, text !== "");
  });
  state.order.watch(() => load(true, false));
  state.filter.watch(() => load(true, true));
  state.spot.watch(() => load(true, true));
  state.mapped.watch(() => load(true, false));
  state.by.watch(() => list.redraw());
  state.moved.watch((moved) => moved && list.redraw());
  state.fromCentre.watch(() => list.redraw());
  state.target.watch(() => list.redraw());
  state.drive.watch((drive) => list.mode(drive));
  state.here.watch((here, before) => {
    if (nearest() || before === null || here === null) load(before === null || here === null, false);
  });
  state.drifted.watch((drifted, before) => {
    if ((drifted === null) !== (before === null)) drawHead();
  });
  state.centre.watch(() => {
    clearTimeout(timer);
    if (!nearest() || state.spot.value || state.here.value) return;
    timer = setTimeout(() => load(true, false), REST_MS);
  });
  state.facts.watch((facts, before) => {
    if (facts.revision !== before.revision) load(false, false);
    else drawHead();
  });
  if (state.drive.value) list.mode(true);
  drawHead();
  load(true, false);
  const renew = (): void => {
    if (list.outdated) load(false, false);
  };
  return { head, list, message, renew, openFirst };
}
