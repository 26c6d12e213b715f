// Script and style through esbuild; MapLibre's worker as it comes, since it must be a file of its own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const COMMON = { bundle: true, minify: true, write: false, metafile: true, legalComments: "none", logLevel: "warning", charset: "utf8" };

/** The files by name, and the names of the npm packages that went into them. */
export async function bundle(page, { script, style }) {
  const files = new Map();
  const packages = new Set(["maplibre-gl"]);
  const take = (name, { outputFiles, metafile }) => {
    files.set(name, outputFiles[0].contents);
    for (const input of Object.keys(metafile.inputs)) {
      const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input);
      if (found) packages.add(found[1]);
    }
  };
  if (script) {
    take("app.js", await build({ ...COMMON, absWorkingDir: page, entryPoints: [script], format: "esm", target: "es2022" }));
  }
  if (style) {
    const both = ["maplibre-gl/dist/maplibre-gl.css", style].map((path) => `@import ${JSON.stringify(path)};`).join("\n");
    take("app.css", await build({
      ...COMMON,
      absWorkingDir: page,
      stdin: { contents: both, resolveDir: page, loader: "css" },
      target: ["chrome110", "firefox115", "safari16.4"],
      external: ["/fonts/*", "fonts/*", "./fonts/*"],
    }));
  }
  files.set("worker.mjs", readFileSync(join(page, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs")));
  return { files, packages };
}
