// A real gpsd, fed by gpsfake with the sentences of a way.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { eventually } from "./eventually.mjs";
import { run } from "./process.mjs";
import { folder } from "./scratch.mjs";

const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Why it cannot be tried here; where every part has to be there, that is an error. */
export async function missing() {
  for (const [tool, question] of [["gpsd", "-V"], ["gpsfake", "--help"]]) {
    const ran = await run(tool, [question], { env: { PATH } }).catch((error) => ({ stderr: `${error}` }));
    if (ran.code === undefined) {
      if (process.env.KPLACES_FOREIGN === "required") throw new Error(`${tool}: ${ran.stderr}`);
      return `NOT CHECKED: ${tool} is not installed`;
    }
  }
  return false;
}

/** A port of this device that nobody has. */
export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Starts it at a port; it says the way once somebody listens. Ends with what it gives, and with the test. */
export async function gpsd(t, port, way, hour) {
  const file = join(await folder("gpsd"), "way.nmea");
  await writeFile(file, way.map((point, second) => sentence(point, hour * 3_600 + second)).join(""));
  const child = spawn("gpsfake", ["-q", "-1", "-c", "0.05", "-P", String(port), file], { env: { PATH }, stdio: "ignore" });
  const children = async () => (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").catch(() => "")).split(" ").filter(Boolean);
  // gpsfake does not hear a request to end, and would leave gpsd behind.
  const end = async () => {
    const daemons = await children();
    child.kill("SIGKILL");
    for (const daemon of daemons) {
      try {
        process.kill(Number(daemon), "SIGKILL");
      } catch {
        // It is gone already.
      }
    }
    await eventually(async () => {
      for (const daemon of daemons) {
        const stat = await readFile(`/proc/${daemon}/stat`, "utf8").catch(() => ") Z");
        if (!/\) [ZX]/.test(stat)) throw new Error(`gpsd ${daemon} still runs`);
      }
    });
  };
  t.after(end);
  return end;
}

/** A place each second to the north at 20 m/s, from so many metres south of a place to so many behind it. */
export function northward({ lat, lon }, from, to) {
  const points = [];
  for (let north = from; north <= to; north += 20) points.push({ lat: lat + north / 111_195, lon });
  return points;
}

function sentence({ lat, lon }, second) {
  const two = (number) => String(number).padStart(2, "0");
  const time = `${two(Math.floor(second / 3_600))}${two(Math.floor(second / 60) % 60)}${two(second % 60)}.00`;
  const degrees = (value, digits) => {
    const whole = Math.floor(value);
    return `${String(whole).padStart(digits, "0")}${((value - whole) * 60).toFixed(5).padStart(8, "0")}`;
  };
  const body = `GPRMC,${time},A,${degrees(lat, 2)},N,${degrees(lon, 3)},E,38.9,0.0,301126,,,A`;
  const sum = [...body].reduce((sum, letter) => sum ^ letter.codePointAt(0), 0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, "0")}\r\n`;
}
