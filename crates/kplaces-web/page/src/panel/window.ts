// Which rows of a long list are to be drawn. Pure, so that it can be tried without a page.

/** Browsers cannot scroll much further; longer lists are scrolled in larger steps. */
const TALLEST = 12_000_000;

export interface Window {
  first: number;
  /** One after the last. */
  end: number;
  /** Of all rows together, in pixels. */
  height: number;
  /** Added to the place of a row, index times height. */
  shift: number;
}

export function windowOf(total: number, row: number, view: number, scroll: number, overscan = 6): Window {
  const full = total * row;
  const height = Math.min(full, TALLEST);
  const at = scroll * ratio(full, height, view);
  const first = Math.max(0, Math.floor(at / row) - overscan);
  const end = Math.min(total, Math.ceil((at + view) / row) + overscan);
  return { first: Math.min(first, end), end, height, shift: scroll - at };
}

/** Where to scroll so that a row is seen, as little as possible. */
export function scrollFor(index: number, total: number, row: number, view: number, scroll: number): number {
  const full = total * row;
  const scale = ratio(full, Math.min(full, TALLEST), view);
  const at = scroll * scale;
  const top = index * row;
  const wanted = top < at ? top : top + row > at + view ? top + row - view : at;
  return wanted === at ? scroll : wanted / scale;
}

function ratio(full: number, height: number, view: number): number {
  return full > height ? (full - view) / (height - view) : 1;
}

/** The pages that hold the rows from `first` up to `end`. */
export function pagesOf(first: number, end: number, size: number): number[] {
  if (end <= first) return [];
  const from = Math.floor(first / size);
  return Array.from({ length: Math.floor((end - 1) / size) - from + 1 }, (_, at) => from + at);
}
