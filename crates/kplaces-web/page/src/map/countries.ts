import type { ExpressionSpecification } from "maplibre-gl";

const A = 65;
const LETTERS = 26;

/** The names of all countries in a language, by their two letters, as the browser knows them. */
function names(locale: string): [string, string][] {
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  const found: [string, string][] = [];
  for (let code = 0; code < LETTERS * LETTERS; code += 1) {
    const letters = String.fromCharCode(A + Math.floor(code / LETTERS), A + (code % LETTERS));
    const name = names.of(letters);
    if (name) found.push([letters, name.toLocaleUpperCase(locale)]);
  }
  return found;
}

/** The label of a country; the name in the tile is for those that the browser does not know. */
export function countryName(locale: string): ExpressionSpecification {
  const known = names(locale).flat();
  return ["match", ["get", "a2"], ...known, ["upcase", ["get", "name"]]] as unknown as ExpressionSpecification;
}
