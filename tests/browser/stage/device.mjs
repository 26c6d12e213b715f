// A device with one edition on it: a home folder of its own, and nothing of the caller's.

import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { eventually } from "./eventually.mjs";
import { MapProcess } from "./map-process.mjs";
import { environment, run } from "./process.mjs";
import * as programs from "./programs.mjs";
import { folder } from "./scratch.mjs";
import { StandIn } from "./stand-in.mjs";

export class Device {
  #program;
  #env;

  constructor(edition, home, url, variables = {}) {
    this.edition = edition;
    this.#program = programs.edition(edition);
    this.#env = environment(home, { KPLACES_WEBFLEET__URL: url, ...variables });
  }

  /** A device that is logged in, at a WEBFLEET that answers at `url`. */
  static async loggedIn(edition, login, url) {
    const device = new Device(edition, await folder(`home-${edition}`), url);
    const { account, user, password, apikey } = login;
    await device.does(["login", "--stdin", "--keep", "file", "--no-check"], `${account}\n${user}\n${password}\n${apikey}\n`);
    return device;
  }

  /** The same device, whose programs are started with these variables besides. */
  with(variables) {
    return new Device(this.edition, this.#env.HOME, this.#env.KPLACES_WEBFLEET__URL, variables);
  }

  /** Runs a command that has to succeed. */
  async does(args, input) {
    const ran = await run(this.#program, args, { env: this.#env, input });
    assert.equal(ran.code, 0, `3kplaces ${args.join(" ")}: ${ran.stderr}`);
    return ran.stdout;
  }

  /** A file of its home folder. */
  path(name) {
    return join(this.#env.HOME, name);
  }

  /** Forgets what an earlier map has left: a device may be that of many tests. */
  forgetMaps() {
    return rm(this.path(".local/state/3kplaces/map"), { recursive: true, force: true });
  }

  sync() {
    return this.does(["sync"]);
  }

  map(...args) {
    return MapProcess.start(this.#program, ["--no-open", ...args], this.#env);
  }

  /** The map of a tour. */
  tour(file) {
    return MapProcess.of(this.#program, ["alerts", "check", file, "--map", "--json"], ["--no-open"], this.#env);
  }

  /** A map that hands its link to the system's browser, which is a stand-in here: the map, and the file it handed. */
  async handedOver() {
    const { HOME: home, PATH } = this.#env;
    const told = join(home, "told");
    await mkdir(join(home, "bin"));
    await writeFile(join(home, "bin", "xdg-open"), `#!/bin/sh\necho "$1" > "${told}.new"; mv "${told}.new" "${told}"\n`, {
      mode: 0o700,
    });
    const env = { ...this.#env, PATH: `${join(home, "bin")}:${PATH}` };
    const map = await MapProcess.start(this.#program, [], env);
    const file = await eventually(() => readFile(told, "utf8"));
    return { map, file: file.trim() };
  }
}

/** A device with the places of a stand-in of its own. */
export async function synced(edition, ...content) {
  const webfleet = await StandIn.start(...content);
  const device = await Device.loggedIn(edition, webfleet.login, webfleet.url);
  await device.sync();
  return { webfleet, device };
}

const shared = new Map();

/** A device with the sample account that all tests look at and none changes. */
export function sample(edition) {
  if (!shared.has(edition)) shared.set(edition, synced(edition).then(({ device }) => device));
  return shared.get(edition);
}
