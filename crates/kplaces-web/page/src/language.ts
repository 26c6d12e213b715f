import { de } from "./texts/de.ts";
import { en, type Texts } from "./texts/en.ts";

const wish = new URLSearchParams(location.search).get("lang") ?? navigator.language;

export const t: Texts = wish.toLowerCase().startsWith("de") ? de : en;

/** How numbers and dates are written: the browser's region, where it speaks the page's language. */
export const locale: string =
  navigator.languages.find((language) => language.toLowerCase().startsWith(t.tag)) ?? t.tag;

document.documentElement.lang = t.tag;
