// Alerts on the page: a place that comes near is shown, sounds and is said, by this device alone.

import assert from "node:assert/strict";
import test from "node:test";

import { violations } from "./stage/accessible.mjs";
import { account } from "./stage/account.mjs";
import { withoutMap } from "./stage/chromium.mjs";
import { sample } from "./stage/device.mjs";
import { eventually } from "./stage/eventually.mjs";
import * as panel from "./stage/panel.mjs";
import { PHONE, TABLET, visit } from "./stage/visit.mjs";

const METRE = 1 / 111_195;

/** A yard beside a straight road to the north. */
const YARD = { name: "Depot Nord", groups: ["Depots"], lat: 48.4, lon: 9.99 };

const ENGLISH = { locale: "en-GB", off: "Alerts: off", spoken: "Alerts: spoken", tone: "Alerts: with a tone", shown: "Alerts: shown only", hush: "Not again today" };
const GERMAN = { locale: "de-DE", off: "Hinweise: aus", spoken: "Hinweise: gesprochen", tone: "Hinweise: mit Ton", shown: "Hinweise: nur zeigen", hush: "Heute nicht mehr" };

let yard;
const device = async () => (await (yard ??= account([YARD]))).device;

/** Has the page hear positions of the test, and writes down what would be heard of it. */
function stage({ voices }) {
  globalThis.heard = { said: [], tones: 0, awake: 0 };
  const { geolocation } = navigator;
  geolocation.watchPosition = (take) => {
    globalThis.is = (coords, timestamp) => take({ coords: { accuracy: 5, ...coords }, timestamp });
    return 1;
  };
  geolocation.clearWatch = () => (globalThis.is = undefined);
  speechSynthesis.getVoices = () => voices;
  globalThis.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text;
    }
  };
  speechSynthesis.speak = ({ text, voice }) => globalThis.heard.said.push([text, voice.name]);
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (at) {
    globalThis.heard.tones += 1;
    return start.call(this, at);
  };
  // The empty page before has none.
  if (navigator.wakeLock) navigator.wakeLock.request = async () => {
    globalThis.heard.awake += 1;
    return { released: false, release: async () => undefined };
  };
}

const OWN = { name: "own", localService: true, default: false };
const VOICES = [
  { name: "of its maker", localService: false, default: true, lang: "de-DE" },
  { name: "of its maker", localService: false, default: true, lang: "en-GB" },
  { ...OWN, name: "eigene", lang: "de-DE" },
  { ...OWN, lang: "en-GB" },
];

async function driving(t, { voices = VOICES, words = ENGLISH, on, at, ...options } = {}) {
  const prepare = (context) => context.addInitScript(stage, { voices });
  const browser = on ?? (await withoutMap());
  const opened = await visit(t, at ?? (await device()), { on: browser, ...TABLET, locale: words.locale, prepare, query: "#drive", ...options });
  await opened.page.locator(".row-open").first().waitFor();
  return opened;
}

const button = (page, name) => page.getByRole("button", { name });
const card = (page) => page.getByRole("alert").filter({ hasText: YARD.name });
const heard = (page) => page.evaluate(() => globalThis.heard);

/** From one and a half kilometres south of the yard to its gate, at 20 m/s: what a receiver says each second. */
async function drive(page, { from = -1_500, to = 0, begin = 1_767_225_600_000 } = {}) {
  // A receiver of the device would be asked first.
  await page.waitForFunction(() => globalThis.is);
  await page.evaluate(
    async ({ from, to, begin, yard, metre }) => {
      let time = begin;
      for (let north = from; north <= to; north += 20) {
        globalThis.is({ latitude: yard.lat + north * metre, longitude: yard.lon, speed: 20, heading: 0 }, time);
        time += 1_000;
        await new Promise((done) => setTimeout(done, 15));
      }
    },
    { from, to, begin, yard: YARD, metre: METRE },
  );
}

for (const words of [ENGLISH, GERMAN]) {
  test(`a place that comes near is shown, sounds and is said by a voice of this device, in ${words.locale}`, async (t) => {
    const { page, assertClean } = await driving(t, { words });
    await button(page, words.off).click();
    await button(page, words.spoken).waitFor();
    await drive(page, { to: -600 });
    await card(page).waitFor();
    const shown = await card(page).innerText();
    assert.match(shown, words === GERMAN ? /Depot Nord\n+[\d,]+ k?m bis zum Umkreis, voraus/ : /Depot Nord\n+[\d.]+ k?m to its circle, ahead/, shown);
    await drive(page, { from: -580, begin: 1_767_225_700_000 });
    await card(page).getByText(words === GERMAN ? "angekommen" : "arrived").waitFor();
    const { said, tones, awake } = await heard(page);
    assert.equal(said.length, 2, JSON.stringify(said));
    assert.match(said[0][0], words === GERMAN ? /^Depot Nord, \d+ Meter bis zum Umkreis, voraus$/ : /^Depot Nord, \d+ metres to its circle, ahead$/);
    assert.equal(said[1][0], words === GERMAN ? "Depot Nord: angekommen" : "Depot Nord: arrived");
    assert.deepEqual(said.map(([, voice]) => voice), words === GERMAN ? ["eigene", "eigene"] : ["own", "own"]);
    assert.deepEqual([tones, awake > 0], [3, true]);
    assertClean();
  });
}

test("without a voice of this device nothing is said, and the tone is there", async (t) => {
  const { page, assertClean } = await driving(t, { voices: VOICES.filter((it) => !it.localService) });
  await button(page, ENGLISH.off).click();
  await button(page, ENGLISH.tone).waitFor();
  await drive(page);
  await card(page).waitFor();
  const { said, tones } = await heard(page);
  assert.deepEqual([said, tones], [[], 3]);
  assertClean();
});

test("a tap makes it softer, and the last one ends it", async (t) => {
  const { page, assertClean } = await driving(t);
  for (const name of [ENGLISH.off, ENGLISH.spoken, ENGLISH.tone, "Alerts: shown only"]) await button(page, name).click();
  await button(page, ENGLISH.off).waitFor();
  await drive(page);
  assert.deepEqual((await heard(page)).tones, 0);
  assert.equal(await card(page).count(), 0);
  assertClean();
});

test("a place that is not to be told again is not, and one tap opens it", async (t) => {
  const { page, assertClean } = await driving(t);
  await button(page, ENGLISH.off).click();
  await drive(page, { to: -600 });
  await card(page).getByRole("button", { name: /Depot Nord/ }).click();
  await panel.details(page).getByRole("heading", { name: "Depot Nord" }).waitFor();
  await drive(page, { from: -580, begin: 1_767_225_700_000 });
  await card(page).getByRole("button", { name: ENGLISH.hush }).click();
  await card(page).waitFor({ state: "hidden" });
  await drive(page, { from: 20, to: 2_000, begin: 1_767_225_800_000 });
  await drive(page, { from: -2_500, begin: 1_767_240_000_000 });
  assert.equal(await card(page).count(), 0);
  // Nor is it when the page is opened again, for the rest of the day.
  await page.reload();
  await button(page, "My position").click();
  await drive(page, { from: -2_500, begin: 1_767_250_000_000 });
  await page.getByText("Alerts for 1 place").waitFor();
  assert.equal(await card(page).count(), 0);
  assertClean();
});

test("two pages do not tell the same place twice", async (t) => {
  const { page, context } = await driving(t);
  await button(page, ENGLISH.off).click();
  await drive(page, { to: -1_400 });
  await page.getByText("Alerts for 1 place").waitFor();
  const other = await context.newPage();
  await other.goto(page.url());
  await panel.driverRows(other).first().waitFor();
  await button(other, ENGLISH.spoken).waitFor();
  // It goes on where the first one is, as it was chosen, and leaves the telling to that.
  await button(other, "My position").click();
  await drive(other);
  await other.getByText("Alerts are told elsewhere on this device").waitFor();
  assert.deepEqual((await heard(other)).said, []);
  await page.close();
});

for (const [where, screen] of [["a phone", PHONE], ["a tablet", TABLET]]) {
  test(`on ${where} alerts wait for a position, and what they say can be read and pressed by everybody`, async (t) => {
    const { page } = await driving(t, { ...screen, words: GERMAN });
    await button(page, GERMAN.off).click();
    await page.getByText("Hinweise warten auf Ihre Position").waitFor();
    await drive(page, { to: -600 });
    await card(page).waitFor();
    assert.deepEqual(await violations(page), []);
    for (const target of await card(page).getByRole("button").all()) {
      const { height, width } = await target.boundingBox();
      assert.ok(height >= 64 && width >= 64, `${await target.innerText()}: ${width} x ${height}`);
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px wider than the screen`);
    await page.screenshot({ path: `${process.env.KPLACES_PICTURES ?? "/tmp"}/alert-${screen === PHONE ? "phone" : "tablet"}.png` });
  });
}

for (const words of [ENGLISH, GERMAN]) {
  test(`a rule for a group that is not on the device is told in a calm line while alerts are on, in ${words.locale}`, async (t) => {
    const at = (await device()).with({ KPLACES_ALERTS__RULES: "group Depot: off, group Nacht: off, *: 30s" });
    const { page, assertClean } = await driving(t, { words, at });
    const line =
      words === GERMAN
        ? "Regel 1 in alerts.rules nennt die Gruppe `Depot`, die es auf diesem Gerät nicht gibt; meinten Sie `Depots`? (und 1 weitere)"
        : "Rule 1 of alerts.rules names the group `Depot`, which is not on this device; did you mean `Depots`? (and 1 more)";
    const told = page.getByText(line, { exact: true });
    assert.equal(await told.count(), 0, "nothing is told while alerts are off");
    await button(page, words.off).click();
    await drive(page, { to: -1_400 });
    await told.waitFor();
    assert.equal(await page.getByRole("alert").count(), 0, "nobody is alarmed");
    assert.deepEqual(await violations(page), []);
    for (const name of [words.spoken, words.tone, words.shown]) await button(page, name).click();
    await told.waitFor({ state: "hidden" });
    assertClean();
  });
}

test("alerts are off as soon as the program is, and back with it", async (t) => {
  const { device } = await account([YARD]);
  const { page, map } = await driving(t, { at: device, words: GERMAN });
  await button(page, GERMAN.off).click();
  await drive(page, { to: -1_400 });
  await page.getByText("Hinweise für 1 Ort").waitFor();
  const off = button(page, "Hinweise: aus, 3Kplaces läuft nicht");
  await map.end();
  await off.waitFor();
  await page.getByText("Hinweise für 1 Ort").waitFor({ state: "hidden" });
  assert.equal(await off.getAttribute("aria-pressed"), "false");
  const [colour, warn] = await off.evaluate((it) => {
    const like = document.createElement("i");
    like.style.color = "var(--warn)";
    it.append(like);
    return [it, like].map((each) => getComputedStyle(each).color);
  });
  assert.equal(colour, warn);
  // It says nothing more when there is a fix, and a press changes no choice.
  await drive(page, { from: -1_380, to: -1_300, begin: 1_767_225_700_000 });
  await off.click({ force: true });
  assert.equal(await page.getByText("Hinweise sind gerade nicht möglich").count(), 0);
  const again = await device.map();
  t.after(() => again.end("SIGKILL"));
  await button(page, GERMAN.spoken).waitFor();
});

test("on a phone a name that is longer than the card keeps its end", async (t) => {
  const ends = "Niederlassung Nord, Tor 11";
  const long = { ...YARD, name: `Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG, ${ends}` };
  const short = { ...YARD, name: "Großhandel Weiß, Unterhaching" };
  for (const [place, shown] of [[long, "Tor 11"], [short, ""]]) {
    const { device } = await account([place]);
    const { page } = await driving(t, { at: device, ...PHONE, words: GERMAN });
    await button(page, GERMAN.off).click();
    await drive(page, { to: -600 });
    const name = page.locator(".alert-name");
    await name.getByText(place.name.slice(0, 10)).waitFor();
    const end = (await name.getAttribute("data-end")) ?? "";
    assert.ok(end.endsWith(shown) && (shown !== "" || end === ""), end);
    const { lines, whole } = await name.evaluate((it) => {
      const [text] = it.children;
      return { lines: it.offsetHeight / parseFloat(getComputedStyle(it).lineHeight), whole: text.scrollHeight <= text.clientHeight + 1 };
    });
    assert.ok(lines <= 3.1, `${lines} lines`);
    assert.equal(whole, shown === "");
  }
});

test("Basic has no alerts", async (t) => {
  const { page } = await visit(t, await sample("basic"), { on: await withoutMap(), ...TABLET, query: "#drive" });
  await panel.driverRows(page).first().waitFor();
  assert.equal(await button(page, /Alerts/).count(), 0);
});
