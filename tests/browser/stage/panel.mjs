// What a user sees of the panel, found the way a screen reader finds it.

import { eventually } from "./eventually.mjs";

/** The list at the desk, and the one of the driver mode. */
export const list = (page) => page.getByRole("listbox", { name: "Places" });
export const options = (page) => list(page).getByRole("option");
export const driverList = (page) => page.getByRole("list", { name: "Places" });
export const driverRows = (page) => driverList(page).getByRole("listitem");

export const searchBox = (page) => page.getByRole("searchbox", { name: "Search places" });

export const details = (page) => page.getByRole("region", { name: "Place", exact: true });

/** The kilometres of a row, out of `3.4 km` or `850 m`. */
export function kilometres(text) {
  const found = /([\d.,]+)\s(k?)m\b(?!.*\d\sk?m\b)/su.exec(text);
  if (!found) throw new Error(`no distance in ${JSON.stringify(text)}`);
  return Number(found[1].replace(",", "")) / (found[2] ? 1 : 1000);
}

/** How long the list is, of which only a part is drawn. */
export async function length(page) {
  const size = await options(page).first().getAttribute("aria-setsize");
  return Number(size);
}

/** Types into the search box and waits for rows that fit. */
export async function searchFor(page, text, rows, fits) {
  const box = searchBox(page);
  await box.click();
  await page.keyboard.type(text);
  await eventually(async () => {
    const found = await rows.allInnerTexts();
    if (found.length === 0 || !found.every(fits)) throw new Error(`rows for ${text}: ${found.join(" | ")}`);
  });
  return rows.allInnerTexts();
}

/** Asks the server what the page may ask. */
export function ask(page, path) {
  return page.evaluate(async (path) => {
    const answer = await fetch(path);
    return { status: answer.status, body: await answer.json().catch(() => null) };
  }, path);
}
