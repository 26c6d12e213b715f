// The page speaks English and German, and never in keys.

import assert from "node:assert/strict";
import test from "node:test";

import { withoutMap } from "./stage/chromium.mjs";
import { Device, sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import { StandIn } from "./stage/stand-in.mjs";
import { collectTexts, texts } from "./stage/texts.mjs";
import { visit } from "./stage/visit.mjs";

const LANGUAGES = { en: "en-GB", de: "de-DE" };

const WORDS = {
  en: {
    list: "Places",
    search: "Search places",
    clear: "Clear the search",
    nothing: "Nothing found",
    choose: /^Choose the navigation/,
    back: "Back to the list",
    colours: "Colours",
    chip: /^Bright blue/,
    reset: "All",
    byName: "By name",
    device: "On this device only",
    drive: "Driver mode",
    locate: "My position",
    denied: "The browser was not allowed",
    map: "To the map",
    theme: /^Theme/,
    gone: "3Kplaces has ended",
  },
  de: {
    list: "Orte",
    search: "Orte suchen",
    clear: "Suche leeren",
    nothing: "Nichts gefunden",
    choose: /^Navigation wählen/,
    back: "Zurück zur Liste",
    colours: "Farben",
    chip: /^Leuchtblau/,
    reset: "Alle",
    byName: "Nach Name",
    device: "Nur auf diesem Gerät",
    drive: "Fahrmodus",
    locate: "Meine Position",
    denied: "Der Browser durfte",
    map: "Zur Karte",
    theme: /^Darstellung/,
    gone: "3Kplaces ist beendet",
  },
};

const STEPS = [
  "queued", "group-list", "addresses", "memberships", "comparing", "backing-up", "saving", "waiting", "retrying",
];
const KINDS = [
  "login", "quota", "network", "busy", "guard", "store", "configuration", "edition", "limit", "usage", "internal",
];
const ODD = [
  "no-position", "zero-position", "position-out-of-range", "unreadable-position", "radius-out-of-range",
  "unreadable-radius", "unknown-colour", "no-name", "duplicate-key", "no-key",
];

/** What the server could ever say about a sync, one after the other. */
function events() {
  const done = { state: "done", added: 0, changed: 0, removed: 0, unchanged: 9, places: 9, took_ms: 1, cut_at: null };
  const quiet = { odd: [], members_without_address: 0, backup: false };
  const states = [
    ...STEPS.map((step) => ({ state: "running", step, rows: 1000, seconds: 12 })),
    { ...done, ...quiet },
    { ...done, added: 1, changed: 2, odd: ODD.map((id) => ({ id, count: 2 })), members_without_address: 1, backup: true },
    ...KINDS.map((kind) => ({ state: "failed", kind, what: "", why: [], hints: [], guard: null })),
    { state: "failed", kind: "guard", what: "", why: [], hints: [], guard: { removes: 900, stored: 1840 } },
  ];
  return states.map((state) => `event: sync\ndata: ${JSON.stringify(state)}\n\n`).join("");
}

/** Small, as there are many of them to draw. */
const SCREEN = { viewport: { width: 1024, height: 700 } };

function opened(t, device, language, { prepare, ...more } = {}) {
  const collecting = async (context) => {
    await collectTexts(context);
    await prepare?.(context);
  };
  return visit(t, device, { ...SCREEN, locale: LANGUAGES[language], prepare: collecting, ...more });
}

/** Every sync there could be, told by a server that makes them up. */
async function syncs(t, language) {
  const answer = { contentType: "text/event-stream", body: events() };
  const prepare = (context) => context.route("**/api/events*", (route) => route.fulfill(answer));
  const { page } = await opened(t, await sample("pro"), language, { on: await withoutMap(), prepare });
  await page.getByText(/900 .* 1[.,]840/).first().waitFor();
  return texts(page);
}

async function walk(t, language) {
  const { page, map } = await opened(t, await sample("pro"), language);
  const words = WORDS[language];
  const button = (name) => page.getByRole("button", { name, exact: typeof name === "string" });
  const list = page.getByRole("listbox", { name: words.list });
  await list.getByRole("option").first().waitFor();
  for (let theme = 0; theme < 3; theme += 1) await button(words.theme).click();
  await page.getByRole("searchbox", { name: words.search }).click();
  await page.keyboard.type("qqqq");
  await page.getByText(words.nothing).first().waitFor();
  await button(words.clear).click();
  await button(words.byName).click();
  await list.getByRole("option").first().click();
  await button(words.choose).click();
  await page.getByRole("radio").first().waitFor();
  await button(words.back).click();
  await button(words.chip).first().waitFor({ state: "detached" });
  await button(words.colours).click();
  await button(words.chip).click();
  await button(words.reset).click();
  const dialog = page.locator("dialog");
  await button(words.device).click();
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await list.focus();
  await page.keyboard.press("?");
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await button(words.drive).click();
  await button(words.locate).click();
  await page.getByText(words.denied).first().waitFor();
  await button(words.map).click();
  await map.end();
  await page.getByText(words.gone).waitFor();
  return texts(page);
}

/** What other devices have to say. */
async function elsewhere(t, language) {
  const on = await withoutMap();
  const basic = await opened(t, await sample("basic"), language, { on });
  await basic.page.getByRole("option").first().waitFor();
  const webfleet = await StandIn.start("--size", "1");
  const device = await Device.loggedIn("pro", webfleet.login, webfleet.url);
  const empty = await opened(t, device, language, { on });
  await empty.page.getByRole("heading", { level: 2 }).first().waitFor();
  return [...(await texts(basic.page)), ...(await texts(empty.page))];
}

/** The same in both languages, and right in both. */
const SHARED = [
  /^3Kplaces( |$)/, /3kplaces open/, /^3kplaces (login|status|config show|edition)$/, / 3K-[A-Z]+$/, /^WEBFLEET/, /Natural Earth · GeoNames/, /^(Radius|Filter|Khaki|App)$/,
  /^(Google Maps|Waze|HERE WeGo|OpenStreetMap)$/, /^Esc$/, /^\d+([.,]\d+)?\sk?m$/u, /^q+$/,
];

/** What only a program would write. */
const KEYS = [
  /\b(undefined|NaN|null|true|false)\b|\[object|=>|\$\{|\{\w*\}/,
  /^[a-z]+[A-Z]\w*$/,
  /^[a-z]+(\.[a-z]+)+$/i,
  new RegExp([...STEPS, ...KINDS, ...ODD].filter((id) => id.includes("-")).join("|")),
];

const said = {};

for (const language of ["en", "de"]) {
  test(`every state of the page in ${language} speaks words, not keys`, async (t) => {
    const all = [...(await syncs(t, language)), ...(await walk(t, language)), ...(await elsewhere(t, language))];
    said[language] = new Set(all);
    assert.ok(said[language].size > 150, `only ${said[language].size} texts`);
    const wrong = [...said[language]].filter((text) => KEYS.some((key) => key.test(text)));
    assert.deepEqual(wrong, []);
  });
}

test("no English is left in the German page", () => {
  const { en, de } = said;
  assert.ok(en && de, "the tests before collect the texts");
  const both = [...de].filter((text) => en.has(text) && !SHARED.some((fine) => fine.test(text)));
  assert.deepEqual(both, []);
});

test("keys are called what is printed on them", async (t) => {
  const { page } = await visit(t, await sample("pro"), { locale: LANGUAGES.de, ...SCREEN, on: await withoutMap() });
  await page.getByRole("button", { name: "Tastenkürzel" }).click();
  const keys = await page.locator("dialog kbd").allInnerTexts();
  for (const key of ["Pos1", "Ende", "Bild\u00a0↑", "Bild\u00a0↓", "Eingabe", "Esc"]) assert.ok(keys.includes(key), `${key}: ${keys}`);
  assert.deepEqual(keys.filter((key) => /Home|End$|Pg|Enter|Ctrl|Del|Shift/.test(key)), []);
});

test("numbers and distances are written as the language does", async (t) => {
  for (const [language, count] of [["en", /1,8\d\d places/], ["de", /1\.8\d\d Orte/]]) {
    const { page } = await visit(t, await sample("pro"), { locale: LANGUAGES[language], ...SCREEN });
    await page.getByText(count).first().waitFor();
    const decimal = language === "en" ? /\d\.\d\skm/ : /\d,\d\skm/;
    await eventually(async () => assert.match((await page.getByRole("option").allInnerTexts()).join(" "), decimal));
    assert.equal(await page.locator("html").getAttribute("lang"), language);
  }
});

test("the address can ask for the other language", async (t) => {
  const { page } = await visit(t, await sample("pro"), { query: "?lang=de", on: await withoutMap() });
  await page.getByRole("button", { name: "Fahrmodus" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
});
