// Child processes, and what they say.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Nothing of the caller's but where the system is. */
export function environment(home, more = {}) {
  const { PATH, SystemRoot } = process.env;
  const own = { PATH, HOME: home, USERPROFILE: home, APPDATA: home, LOCALAPPDATA: home };
  return { ...own, ...(SystemRoot ? { SystemRoot } : {}), ...more };
}

/** Runs a program to its end. */
export async function run(program, args, { input = "", env } = {}) {
  const child = spawn(program, args, { env, stdio: "pipe" });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) {
    child[stream].setEncoding("utf8").on("data", (text) => (said[stream] += text));
  }
  // A program that does not read what it is given says why by its exit code.
  child.stdin.on("error", () => undefined).end(input);
  const [code] = await once(child, "close");
  return { code, ...said };
}

/** A program that goes on, and a way to read what it says line by line. */
export function start(program, args, { env, stdin = "ignore" } = {}) {
  const child = spawn(program, args, { env, stdio: [stdin, "pipe", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr = (stderr + text).slice(-4_000)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "exit").then(([code, signal]) => ({ code, signal }));
  // Asked for by those who wait for it; a failed start is told by the first line that is missing.
  ended.catch(() => undefined);
  return {
    child,
    ended,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} ended without a word: ${stderr}`);
      return value;
    },
  };
}
