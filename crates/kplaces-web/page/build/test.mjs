// Runs src/**/*.test.ts with node's own test runner: esbuild makes plain modules of them first.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const page = join(dirname(fileURLToPath(import.meta.url)), "..");
const tests = readdirSync(join(page, "src"), { recursive: true }).filter((name) => name.endsWith(".test.ts")).sort();
if (tests.length === 0) throw new Error("no src/**/*.test.ts found");

const out = mkdtempSync(join(page, "dist", "tests-"));
try {
  await build({
    absWorkingDir: page,
    entryPoints: tests.map((name) => join("src", name)),
    outdir: out,
    outbase: "src",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    packages: "external",
    logLevel: "warning",
  });
  const made = tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...made], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
