// Finds names by parts of them, however they are spelled.

/** Small letters without marks: `Müller` is `muller`. */
function plain(text: string): string {
  return text.toLowerCase().replace(/ß/g, "ss").normalize("NFD").replace(/\p{M}/gu, "");
}

/** As people write who have no umlauts: `Müller` is `mueller`. */
function spelled(text: string): string {
  const pairs: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue" };
  return plain(text.normalize("NFC").toLowerCase().replace(/[äöü]/g, (letter) => pairs[letter] ?? letter));
}

/** Whether every word of the wish is part of the name. */
export function fits(name: string, wish: string): boolean {
  const names = [plain(name), spelled(name)];
  return plain(wish)
    .split(/\s+/)
    .every((word) => names.some((each) => each.includes(word)));
}
