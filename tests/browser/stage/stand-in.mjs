// The stand-in for WEBFLEET, as a process of its own on loopback.

import * as programs from "./programs.mjs";
import { environment, start } from "./process.mjs";
import { atTheEnd } from "./scratch.mjs";

const LABELS = { account: "account", apikey: "API key", user: "user", password: "password" };

export class StandIn {
  #running = null;
  port = 0;
  /** What one has to know to log in. */
  login = {};

  /** `args`: `--size N`, `--edit N`, `--fault NAME`. */
  static async start(...args) {
    const standIn = new StandIn();
    await standIn.become(...args);
    atTheEnd(() => standIn.stop());
    return standIn;
  }

  get url() {
    return `http://127.0.0.1:${this.port}/extern`;
  }

  /** The same account at the same address, with other content. */
  async become(...args) {
    await this.stop();
    const own = ["--port", String(this.port), "--no-quota", "--exit-with-stdin"];
    const running = start(programs.standIn(), [...own, ...args], { env: environment("/"), stdin: "pipe" });
    this.#running = running;
    this.port = Number(new URL((await running.line()).replace("listening on ", "")).port);
    // A sentence, and four lines of login.
    const lines = [];
    while (lines.length < 5) lines.push((await running.line()).trim());
    for (const [key, label] of Object.entries(LABELS)) {
      this.login[key] = lines.find((line) => line.startsWith(`${label}  `)).slice(label.length).trim();
    }
  }

  async stop() {
    const running = this.#running;
    this.#running = null;
    // It ends when its input does.
    running?.child.stdin.end();
    await running?.ended;
  }
}
