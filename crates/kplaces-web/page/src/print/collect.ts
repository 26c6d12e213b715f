// The places that are printed: those that search and filter leave, as far as a list on paper is of use.

import * as api from "../api.ts";
import type { Row } from "../model.ts";
import type { State } from "../state.ts";

/** About forty pages. */
export const MOST = 2_000;
const PART = 500;

export interface Collected {
  rows: Row[];
  /** How many there are, of which these are the first by name. */
  total: number;
}

export async function collect(state: State): Promise<Collected> {
  if (state.query.value !== "") return { rows: state.hits.value, total: state.hits.value.length };
  const rows: Row[] = [];
  let total = 0;
  do {
    const part = await api.list("name", state.from, state.filter.value, rows.length, Math.min(PART, MOST - rows.length));
    total = part.total;
    if (part.rows.length === 0) break;
    rows.push(...part.rows);
  } while (rows.length < Math.min(total, MOST));
  return { rows, total };
}
