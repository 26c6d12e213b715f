// Which programs are tried. The caller names them; whoever runs a file by hand gets what cargo
// built last.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const built = (name) => fileURLToPath(new URL(`../../../target/debug/${name}`, import.meta.url));

function program(variable, ...fallbacks) {
  const wanted = process.env[variable] ? [process.env[variable]] : fallbacks;
  const found = wanted.find((path) => existsSync(path));
  if (!found) throw new Error(`${variable} has to name a program; there is none at ${wanted.join(", ")}`);
  return found;
}

/** The program of an edition. */
export const edition = (id) => program(`KPLACES_${id.toUpperCase()}`, built(`kplaces-${id}`));

/** The stand-in for WEBFLEET. */
export const standIn = () => program("KPLACES_SIM", built("kplaces-webfleet-sim"));

export const chromium = () =>
  program("KPLACES_CHROMIUM", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

/** Nothing where there is none: the tests in it say so. */
export function firefox() {
  const wanted = process.env.KPLACES_FIREFOX ? [process.env.KPLACES_FIREFOX] : ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
  return wanted.find((path) => existsSync(path)) ?? null;
}
