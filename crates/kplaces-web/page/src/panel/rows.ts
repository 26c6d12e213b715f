// The rows of the list, fetched page by page as they come into view.

import * as api from "../api.ts";
import type { At, Filter, FoundBy, Order, Row } from "../model.ts";
import { pagesOf } from "./window.ts";

const PAGE = 100;
const HITS = 50;

export interface Wanted {
  text: string;
  order: Order;
  from: At;
  filter: Filter;
  /** Only so many from the beginning. */
  most: number | null;
}

const NAMED: FoundBy = { kind: "name" };

export class Rows {
  total = 0;
  /** There are more hits than these. */
  more = false;
  /** What of the rows the text is. */
  by: FoundBy = NAMED;
  readonly #changed: () => void;
  #pages = new Map<number, Row[]>();
  #pending = new Set<number>();
  #wanted: Wanted | null = null;
  #abort = new AbortController();

  /** `changed` is called when rows came that had been missing. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  at(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Where the rows are around, if the text was a position. */
  get around(): At | null {
    return this.by.kind === "position" ? this.by : null;
  }

  /** The rows that are here, in their order. */
  get known(): Row[] {
    return [...this.#pages.keys()].sort((a, b) => a - b).flatMap((page) => this.#pages.get(page) ?? []);
  }

  /**
   * Fetches anew, beginning at the page of a row; what was there stays until the answer. The last
   * call wins: `false` is told to those before.
   */
  async load(wanted: Wanted, index = 0): Promise<boolean> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const start = wanted.text ? 0 : Math.floor(index / PAGE);
      const found = await this.#fetch(wanted, start, abort.signal);
      if (abort.signal.aborted) return false;
      this.total = found.total;
      this.more = found.more;
      this.by = found.by;
      this.#pages = new Map([[start, found.rows]]);
      this.#pending = new Set();
      this.#wanted = wanted;
      return true;
    } catch (error) {
      if (abort.signal.aborted) return false;
      throw error;
    }
  }

  /** Sees to it that rows come that are to be shown. */
  need(first: number, end: number): void {
    const wanted = this.#wanted;
    if (!wanted || wanted.text) return;
    const { signal } = this.#abort;
    for (const page of pagesOf(first, end, PAGE)) {
      if (this.#pages.has(page) || this.#pending.has(page)) continue;
      this.#pending.add(page);
      this.#fetch(wanted, page, signal).then(
        ({ rows }) => {
          if (signal.aborted) return;
          this.#pages.set(page, rows);
          this.#pending.delete(page);
          this.#changed();
        },
        // Asked for again when the row comes into view again.
        () => this.#pending.delete(page),
      );
    }
  }

  async #fetch(
    wanted: Wanted,
    page: number,
    signal: AbortSignal,
  ): Promise<{ total: number; more: boolean; by: FoundBy; rows: Row[] }> {
    const { text, order, from, filter, most } = wanted;
    if (text) {
      const { rows, more, by } = await api.search(text, order === "distance" ? from : null, filter, HITS, signal);
      return { total: rows.length, more, by, rows };
    }
    const { total, rows } = await api.list(order, from, filter, page * PAGE, PAGE, signal);
    return { total: most === null ? total : Math.min(most, total), more: false, by: NAMED, rows };
  }
}
