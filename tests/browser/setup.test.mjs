// Who looks after a device sets it up on the page: the login, then the groups that it takes.

import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { Device } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { violations } from "./stage/accessible.mjs";
import * as panel from "./stage/panel.mjs";
import { folder } from "./stage/scratch.mjs";
import { StandIn } from "./stage/stand-in.mjs";
import { DESK, PHONE, visit } from "./stage/visit.mjs";

const GERMAN = { locale: "de-DE" };
const SECRET = "gabel teich wolke sieben";

/** A device on which nobody has logged in yet, which keeps a login in a file. */
async function fresh(edition) {
  const webfleet = await StandIn.start();
  const device = new Device(edition, await folder(`home-${edition}`), webfleet.url);
  await device.does(["config", "set", "login.keep", "file"]);
  return { webfleet, device };
}

async function type(page, name, text) {
  const box = page.getByRole("textbox", { name, exact: true });
  await box.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

const dialog = (page) => page.locator("dialog");

test("a device without a login is set up on the page, and a wrong password costs the password only", async (t) => {
  const { webfleet, device } = await fresh("pro");
  const { account, user, password, apikey } = webfleet.login;
  const { page, records, assertClean } = await visit(t, device, { ...GERMAN, ...DESK, on: await withoutMap() });
  await page.getByRole("button", { name: "Bei WEBFLEET anmelden" }).click();
  await dialog(page).getByRole("textbox", { name: "Konto", exact: true }).waitFor();
  assert.deepEqual(await violations(page), [], "the login, by axe");
  await type(page, "Konto", account);
  // The Enter key leads on.
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(user);
  await type(page, "API-Schlüssel", apikey);
  const send = dialog(page).getByRole("button", { name: "Anmelden" });
  await send.click();
  await page.getByRole("alert").getByText("Es fehlt noch: Kennwort.").waitFor();
  await page.keyboard.insertText("falsch  canary");
  const security = await page.locator("#login-password").evaluate((box) => getComputedStyle(box).webkitTextSecurity);
  assert.equal(security, "disc", "what is typed is not shown");
  await send.click();
  await page.getByRole("alert").getByText(/Anmeldung/).waitFor();
  assert.equal(await page.locator("#login-account").innerText(), account, "what was right is still there");
  await type(page, "Kennwort", password);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await dialog(page).waitFor({ state: "detached" });
  await page.getByText("1.840 Orte", { exact: true }).waitFor();

  const kept = device.path(".config/3kplaces/login.toml");
  assert.ok((await readFile(kept, "utf8")).includes(password));
  assert.equal((await stat(kept)).mode & 0o777, 0o600);
  records.expect(422);
  // Nothing of it is left on the page, and none of it was in an address.
  assert.ok(!(await page.content()).includes(password));
  for (const url of records.requests) assert.ok(!url.includes(encodeURIComponent(password)) && !url.includes(apikey), url);
  assertClean();
});

test("groups are chosen on the page, and taken back", async (t) => {
  const webfleet = await StandIn.start();
  const device = await Device.loggedIn("pro", webfleet.login, webfleet.url);
  await device.sync();
  const { page, assertClean } = await visit(t, device, { ...PHONE, ...GERMAN, on: await withoutMap() });
  await page.getByRole("button", { name: "Gerät einrichten" }).click();
  await dialog(page).getByText("Dieses Gerät holt alle Orte des Kontos.").waitFor();
  await dialog(page).getByRole("button", { name: "Gruppen wählen" }).click();
  await page.keyboard.type("depot");
  await page.keyboard.press("Enter");
  assert.deepEqual(await violations(page), [], "the groups, by axe");
  await dialog(page).getByRole("button", { name: "Übernehmen und abgleichen" }).click();
  await dialog(page).waitFor({ state: "detached" });
  // It takes most places away, so it is asked for twice; who says no has chosen nothing.
  await page.getByText("Das kommt von den Gruppen, die Sie gewählt haben.").waitFor();
  await page.getByRole("button", { name: "Trotzdem entfernen …" }).click();
  await page.locator("#accept-not").click();
  assert.deepEqual((await panel.ask(page, "/api/setup")).body.groups.chosen, []);
  await page.getByRole("button", { name: "Trotzdem entfernen …" }).click();
  await page.locator("#accept-sure").click();
  await page.getByText("Nur Orte aus: Depots").waitFor();
  const { body: facts } = await panel.ask(page, "/api/facts");
  assert.deepEqual(facts.selection, ["Depots"]);

  await page.getByRole("button", { name: "Gerät einrichten" }).click();
  await dialog(page).getByText("Dieses Gerät holt nur diese Gruppen:").waitFor();
  await dialog(page).getByRole("button", { name: "Gruppen wählen" }).click();
  await dialog(page).getByRole("option", { name: /^Depots/ }).click();
  await dialog(page).getByRole("button", { name: "Übernehmen und abgleichen" }).click();
  await eventually(async () => assert.equal((await panel.ask(page, "/api/facts")).body.places, 1840));
  assertClean();
});

test("Basic asks for the login and offers no groups", async (t) => {
  const { device } = await fresh("basic");
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  await page.getByRole("button", { name: "Log in to WEBFLEET" }).click();
  await dialog(page).getByRole("textbox", { name: "Account" }).waitFor();
  assert.equal(await dialog(page).getByRole("heading", { name: "Groups" }).count(), 0);
  assertClean();
});

test("a login that is set elsewhere is named and not asked for", async (t) => {
  const webfleet = await StandIn.start();
  const device = await Device.loggedIn("pro", webfleet.login, webfleet.url);
  const { page } = await visit(t, device.with({ KPLACES_LOGIN__USER: "fahrer" }), { ...GERMAN, on: await withoutMap() });
  await page.getByRole("button", { name: "Gerät einrichten" }).click();
  await dialog(page).getByText("Festgelegt ist das in KPLACES_LOGIN__USER").waitFor();
  assert.equal(await dialog(page).getByRole("textbox").count(), 0);
});

test("where there is no keyring the login is sealed on the page, and the next morning it asks for the passphrase", async (t) => {
  const webfleet = await StandIn.start();
  const device = new Device("pro", await folder("home-pro"), webfleet.url);
  const { account, user, password, apikey } = webfleet.login;
  const evening = await visit(t, device, { ...PHONE, ...GERMAN, on: await withoutMap() });
  await evening.page.getByRole("button", { name: "Bei WEBFLEET anmelden" }).click();
  const typed = [["Konto", account], ["Benutzer", user], ["Kennwort", password], ["API-Schlüssel", apikey]];
  for (const [name, text] of [...typed, ["Passphrase", SECRET], ["Passphrase noch einmal", SECRET]]) await type(evening.page, name, text);
  assert.deepEqual(await violations(evening.page), [], "the login with a passphrase, by axe");
  await dialog(evening.page).getByRole("button", { name: "Anmelden" }).click();
  await dialog(evening.page).waitFor({ state: "detached" });
  await evening.page.getByText("1.840 Orte", { exact: true }).waitFor();
  evening.assertClean();
  await evening.map.end("SIGKILL");

  const { page, records, assertClean } = await visit(t, device, { ...GERMAN, on: await withoutMap() });
  await page.getByRole("button", { name: "Jetzt mit WEBFLEET abgleichen" }).click();
  await page.getByRole("button", { name: "Passphrase eingeben" }).click();
  await type(page, "Passphrase", "gabel teich wolke acht");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("Die Passphrase ist falsch.").waitFor();
  assert.deepEqual(await violations(page), [], "the passphrase, by axe");
  const told = page.locator(".setup-error");
  assert.equal(await told.locator(".icon-warn").count(), 1);
  assert.notEqual(await told.evaluate((it) => getComputedStyle(it).color), await page.evaluate(() => getComputedStyle(document.body).color));
  // What is typed now takes the place of what was wrong.
  await page.keyboard.type(SECRET);
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Abgleichen" }).getByText("Es hat sich nichts geändert.").waitFor();
  records.expect(422);
  assertClean();
});
