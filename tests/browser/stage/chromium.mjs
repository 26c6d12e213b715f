// Chromium, without the network it would like to use for itself.

import { chromium } from "playwright-core";

import * as programs from "./programs.mjs";
import { environment } from "./process.mjs";
import { atTheEnd, folder } from "./scratch.mjs";

/** Draws WebGL by the processor: the same on every machine. */
const DRAWING = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/** Nothing listens there. */
const NOWHERE = "http://127.0.0.1:9/";

/** The browser's own errands: what is left over in its log is the page's doing. */
const QUIET = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--gaia-url=${NOWHERE}`,
  `--component-updater=url-source=${NOWHERE}`,
];

export async function launchOptions({ drawing = DRAWING, args = [] } = {}) {
  const home = await folder("chromium");
  return {
    executablePath: programs.chromium(),
    env: environment(home),
    args: [...QUIET, ...drawing, ...args],
    handleSIGINT: false,
  };
}

export async function launch(options) {
  const browser = await chromium.launch(await launchOptions(options));
  atTheEnd(() => browser.close());
  return browser;
}

/** With a profile folder of its own, as a user has one. */
export async function launchWithProfile(profile, { context = {}, ...options }) {
  const launched = await launchOptions(options);
  return chromium.launchPersistentContext(profile, { ...launched, ...context });
}

let usual;
let flat;

/** The one that all tests use which want nothing special. */
export function browser() {
  usual ??= launch();
  return usual;
}

/** One that can draw, but not with WebGL2: there is no map, and what is beside it is there at once. */
export function withoutMap() {
  flat ??= launch({ drawing: ["--disable-webgl2"] });
  return flat;
}
