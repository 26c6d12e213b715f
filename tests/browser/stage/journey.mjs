// A bit of everything, for tests that look at what a visit leaves or asks for.

import { eventually } from "./eventually.mjs";
import { atRest, jump } from "./map-picture.mjs";
import * as panel from "./panel.mjs";

/** Of the sample, and of nothing else on a computer. */
export const CANARY = "Kwekerij Smeets";

/** Types a login where the device is set up, and waits until it is kept. */
export async function logIn(page, login) {
  await page.getByRole("button", { name: "Set this device up" }).click();
  const dialog = page.locator("dialog");
  await dialog.getByRole("button", { name: "Another login" }).click();
  for (const [name, text] of [["Account", login.account], ["User", login.user], ["Password", login.password], ["API key", login.apikey]]) {
    await dialog.getByRole("textbox", { name, exact: true }).click();
    await page.keyboard.type(text);
  }
  await dialog.getByRole("button", { name: "Log in", exact: true }).click();
  // Where there is no keyring, it says first how the login is kept.
  const goOn = dialog.getByRole("button", { name: "Fetch the places" });
  await eventually(async () => {
    if (await goOn.isVisible()) await goOn.click();
    if ((await dialog.count()) > 0) throw new Error(await dialog.innerText());
  });
  await nothingNew(page);
}

async function nothingNew(page) {
  await eventually(async () => {
    const said = await page.getByRole("region", { name: "Sync" }).innerText();
    if (!said.includes("Nothing has changed.")) throw new Error(said);
  });
}

/** Looks around, searches for a place, reads, filters, drives and syncs. */
export async function throughEverything(page, place = CANARY) {
  await atRest(page);
  await page.getByRole("button", { name: "Zoom in" }).click();
  await jump(page, 5.6, 51.5, 9);
  await jump(page, 5.6, 51.5, 13);
  await panel.searchFor(page, place, panel.options(page), (row) => row.includes(place));
  await panel.options(page).first().click();
  const details = panel.details(page);
  await details.getByRole("button", { name: "Copy coordinates" }).click();
  await details.getByRole("button", { name: "Show on the map" }).click();
  await page.keyboard.press("Escape");
  // Where there are no groups, nothing is to be chosen between.
  const colours = page.getByRole("button", { name: "Colours", exact: true });
  if ((await colours.count()) > 0) await colours.click();
  await page.getByRole("button", { name: "On this device only" }).click();
  const dialog = page.locator("dialog");
  await dialog.getByText("to no other host").waitFor();
  await dialog.getByRole("button", { name: "Privacy in detail" }).click();
  await dialog.getByRole("heading", { name: /^Privacy statement for/ }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Driver mode" }).click();
  await panel.driverRows(page).first().waitFor();
  await page.getByRole("button", { name: "To the map" }).click();
  await page.getByRole("button", { name: "Sync with WEBFLEET now" }).click();
  await nothingNew(page);
  await atRest(page);
}
