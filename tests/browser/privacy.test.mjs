// Nothing leaves this device by way of the page, and nothing stays behind in the browser.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import test from "node:test";

import { launchWithProfile, withoutMap } from "./stage/chromium.mjs";
import { sample, synced } from "./stage/device.mjs";
import { CANARY, throughEverything } from "./stage/journey.mjs";
import { hosts, IPV6_PROBE, logTo } from "./stage/net-log.mjs";
import { ask } from "./stage/panel.mjs";
import { Records } from "./stage/records.mjs";
import { folder } from "./stage/scratch.mjs";
import { DESK, PHONE, state, visit } from "./stage/visit.mjs";

/** Runs Chromium the way a user does, with a profile, and gives its log of the network. */
async function logged(t, act) {
  const scratch = await folder("profile");
  const [profile, log] = [join(scratch, "profile"), join(scratch, "net-log.json")];
  const context = await launchWithProfile(profile, {
    args: logTo(log),
    context: { ...DESK, locale: "en-GB", reducedMotion: "reduce" },
  });
  t.after(() => context.close());
  await act(context);
  await context.close();
  const asked = await hosts(log);
  return { profile, asked: asked.filter((host) => host !== IPV6_PROBE) };
}

/** Files below a folder that hold one of these texts, in any of the ways that browsers write it. */
async function holding(folder, ...texts) {
  const encodings = ["utf8", "utf16le"];
  const wanted = texts.flatMap((text) => encodings.map((encoding) => Buffer.from(text, encoding)));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = await readFile(path);
    if (wanted.some((each) => bytes.includes(each))) found.push(path.slice(folder.length));
  }
  return found;
}

test("a long visit asks this device only, and the profile holds no place afterwards", async (t) => {
  const { device } = await synced("pro");
  const map = await device.map();
  t.after(() => map.end("SIGKILL"));
  let records;
  const { profile, asked } = await logged(t, async (context) => {
    context.setDefaultTimeout(15_000);
    records = await Records.of(context);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = context.pages()[0];
    await page.goto(map.link);
    await state(page);
    await throughEverything(page);
    await map.end();
    await page.getByRole("alert").getByText("3Kplaces has ended").waitFor();
  });
  assert.ok(records.requests.length > 30, "hardly anything was recorded");
  assert.ok(records.requests.some((url) => url.includes("/tiles/")), "requests of workers are not recorded");
  assert.deepEqual(records.elsewhere(map.origin), []);
  assert.deepEqual(records.violations, []);
  assert.deepEqual(asked, ["127.0.0.1"]);
  assert.ok((await holding(profile, "127.0.0.1")).length > 0, "the profile is not where it is looked for");
  assert.deepEqual(await holding(profile, CANARY, "Bäckerei Müller", "5.6,51.5"), []);
});

test("the log of the network would show a request to another host", async (t) => {
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end("<p>x"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { asked } = await logged(t, async (context) => {
    const page = context.pages()[0];
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.evaluate(() => fetch("http://outside.invalid/").catch(() => null));
  });
  assert.deepEqual(asked.filter((host) => /\.invalid$/.test(host)), ["outside.invalid"]);
});

test("the page has no field that a browser would ask its maker about", async (t) => {
  const { device } = await synced("pro", "--size", "50");
  const { page } = await visit(t, device, { on: await withoutMap() });
  assert.equal(await page.locator("input, select, textarea, form").count(), 0);
  await page.getByRole("button", { name: "Driver mode" }).click();
  assert.equal(await page.locator("input, select, textarea, form").count(), 0);
});

test("the page keeps nothing in the browser but the cookie of its session", async (t) => {
  const { device } = await synced("pro", "--size", "50");
  const { page, context, map } = await visit(t, device);
  const kept = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: globalThis.caches ? (await caches.keys()).length : 0,
    workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
    cookie: document.cookie,
    address: location.href,
  }));
  const nothing = { local: 0, session: 0, databases: 0, caches: 0, workers: 0, cookie: "" };
  assert.deepEqual(kept, { ...nothing, address: `${map.origin}/` });
  const cookies = await context.cookies();
  assert.equal(cookies.length, 1);
  const [{ name, httpOnly, sameSite, expires }] = cookies;
  const port = new URL(map.origin).port;
  assert.deepEqual(
    { name, httpOnly, sameSite, expires },
    { name: `kplaces-map-${port}`, httpOnly: true, sameSite: "Strict", expires: -1 },
  );
});

test("no personal column of WEBFLEET reaches the page", async (t) => {
  const { page } = await visit(t, await sample("pro"), { on: await withoutMap() });
  const { body: facts } = await ask(page, "/api/facts");
  let rows = 0;
  while (rows < facts.places) {
    const { body } = await ask(page, `/api/list?order=name&offset=${rows}&limit=500`);
    // The stand-in marks them all.
    assert.doesNotMatch(JSON.stringify(body), /CANARY-/i);
    assert.ok(body.rows.length > 0, `the list ends at ${rows} of ${facts.places}`);
    rows += body.rows.length;
  }
});

test("a link works once", async (t) => {
  const { device } = await synced("pro", "--size", "50");
  const { page, map, context } = await visit(t, device, { on: await withoutMap() });
  await context.clearCookies();
  assert.equal((await page.goto(map.link)).status(), 401);
});

/** Opens the privacy statement by the keyboard. */
async function openStatement(page, { device, more, title }) {
  await page.getByRole("button", { name: device }).focus();
  await page.keyboard.press("Enter");
  const button = page.getByRole("dialog").getByRole("button", { name: more });
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: title }).waitFor();
  return dialog;
}

const GERMAN = { device: "Nur auf diesem Gerät", more: "Datenschutz im Einzelnen", title: /^Datenschutzinformation zu 3Kplaces Pro/ };
const ENGLISH = { device: "On this device only", more: "Privacy in detail", title: /^Privacy statement for 3Kplaces Pro/ };

test("the privacy statement is there in German, by the keyboard alone", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { locale: "de-DE", on: await withoutMap() });
  const dialog = await openStatement(page, GERMAN);
  const said = await dialog.innerText();
  for (const part of [
    "Was sich auf diesem Gerät befindet",
    "places.db",
    "Mit wem das Programm kommuniziert",
    "127.0.0.1",
    "Welche Daten werden verarbeitet?",
    "Trennungsgebot",
    "§ 87 Abs. 1 Nr. 6 BetrVG",
    "An wen kann ich mich wenden?",
    "noch einzutragen",
    "closed-network",
  ]) {
    assert.ok(said.includes(part), `${part} is missing`);
  }
  assert.doesNotMatch(said, /\b(undefined|null|NaN)\b|\[object|`/);
  assert.doesNotMatch(said, /\bthe\b/, "English in the German text");
  assert.equal(await dialog.locator("input, select, textarea, form, a").count(), 0);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  assertClean();
});

test("the privacy statement is there in English, and says what the command line says", async (t) => {
  const device = await sample("pro");
  const { page, assertClean } = await visit(t, device, { on: await withoutMap() });
  const dialog = await openStatement(page, ENGLISH);
  const said = await dialog.innerText();
  const { sections } = JSON.parse(await device.does(["privacy", "statement", "--json", "--lang", "en"]));
  assert.ok(sections.length > 10);
  for (const { title } of sections) assert.ok(said.includes(title), `${title} is missing`);
  assertClean();
});

test("the privacy statement fits a phone", async (t) => {
  const { page, assertClean } = await visit(t, await sample("pro"), { ...PHONE, locale: "de-DE", on: await withoutMap() });
  // The sheet opens for it.
  await page.getByRole("searchbox", { name: "Orte suchen" }).focus();
  const dialog = await openStatement(page, GERMAN);
  const { width, inner, content } = await dialog.evaluate((it) => ({
    width: it.getBoundingClientRect().width,
    inner: it.clientWidth,
    content: it.scrollWidth,
  }));
  assert.ok(width <= 390, `the dialog is ${width} wide`);
  assert.ok(content <= inner, `${content} in ${inner}: something sticks out`);
  await dialog.getByText("An wen kann ich mich wenden?").scrollIntoViewIfNeeded();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  assertClean();
});

test("a page whose program is gone says so instead of the privacy statement", async (t) => {
  const prepare = (context) => context.route("**/api/privacy?*", (route) => route.abort());
  const { page } = await visit(t, await sample("pro"), { on: await withoutMap(), prepare });
  await page.getByRole("button", { name: "On this device only" }).click();
  await page.getByRole("button", { name: "Privacy in detail" }).click();
  await page.getByRole("alert").getByText("3kplaces privacy statement shows the same").waitFor();
});
