// Names that are cut keep their end: often it is all that tells two of them apart.

/** Shorter ones are seen in full nearly everywhere. */
const LONG = 18;
const END = 14;

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** It begins with a word, if that costs only a few letters. */
export function nameEnd(name: string): string {
  const end = [...letters.segment(name)].slice(-END).map(({ segment }) => segment).join("");
  return end.replace(/^\S{1,5}(?=\s\S)/u, "");
}

/** Sees to it in these rows, or in what else has a name; those that have been looked at are left alone. */
export function keepEnds(rows: Iterable<HTMLElement>, names = ".row-name"): void {
  const looked = [...rows].flatMap((row) => {
    const name = row.querySelector<HTMLElement>(`${names}:not([data-end])`);
    const text = name?.firstElementChild;
    return name && text && (text.textContent ?? "").length > LONG ? [{ name, text }] : [];
  });
  // First all are measured, then all changed, so that the page is laid out once.
  const cut = looked.map(({ text }) => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight + 1);
  looked.forEach(({ name, text }, at) => (name.dataset["end"] = cut[at] ? nameEnd(text.textContent ?? "") : ""));
}
