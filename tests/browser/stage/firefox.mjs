// Firefox as systems have it, spoken to by WebDriver BiDi.

import puppeteer from "puppeteer-core";

import { environment, start } from "./process.mjs";
import * as programs from "./programs.mjs";
import { atTheEnd, folder } from "./scratch.mjs";

/** The browser's own errands, and what it would show on its first run. */
const QUIET = {
  "app.update.disabledForTesting": true,
  "browser.aboutwelcome.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.enabled": false,
};

/** Draws WebGL by the processor. */
const DRAWING = { "webgl.force-enabled": true };

let screen;

/** A screen that nobody sees: Firefox draws no WebGL without one. `null` where there can be none. */
function display() {
  screen ??= (async () => {
    const args = ["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
    const running = start("Xvfb", args, { env: environment(await folder("screen")) });
    running.child.on("error", () => undefined);
    atTheEnd(() => running.child.kill());
    return `:${await running.line()}`;
  })().catch(() => null);
  return screen;
}

/** `language` as a browser asks for pages in it, `dark` as the device is. `draws`: whether there is WebGL. */
export async function launch({ language, dark }) {
  const on = await display();
  const home = await folder("firefox");
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: programs.firefox(),
    headless: on === null,
    env: environment(home, on === null ? {} : { DISPLAY: on, LIBGL_ALWAYS_SOFTWARE: "1" }),
    extraPrefsFirefox: {
      ...QUIET,
      ...DRAWING,
      "intl.accept_languages": language,
      "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
      "ui.prefersReducedMotion": 1,
    },
  });
  atTheEnd(() => browser.close());
  return { browser, draws: on !== null };
}
