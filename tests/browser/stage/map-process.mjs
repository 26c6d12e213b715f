// `3kplaces map` as a process.

import { start } from "./process.mjs";
import { atTheEnd } from "./scratch.mjs";

export class MapProcess {
  #running;

  constructor(running, link) {
    this.#running = running;
    /** Works once. */
    this.link = link;
    this.origin = new URL(link).origin;
  }

  static start(program, args, env) {
    // Idle: should these tests be killed, nothing of theirs runs on for long.
    return MapProcess.of(program, ["map", "--json", "--port", "0", "--idle", "10"], args, env);
  }

  /** One that another command shows. */
  static async of(program, own, args, env) {
    const running = start(program, [...own, ...args], { env });
    const { url } = JSON.parse(await running.line());
    const map = new MapProcess(running, url);
    atTheEnd(() => map.end("SIGKILL"));
    return map;
  }

  /** How it ended, if it has. */
  get exit() {
    const { exitCode, signalCode } = this.#running.child;
    return exitCode ?? signalCode;
  }

  /** Ends it; Ctrl-C is what a user would do. */
  async end(signal = "SIGINT") {
    this.#running.child.kill(signal);
    return this.#running.ended;
  }
}
