// The Inter files that the style asks for, by their names in @fontsource/inter.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function fonts(page, css) {
  const text = css ? Buffer.from(css).toString() : "";
  const names = new Set([...text.matchAll(/fonts\/([a-z0-9-]+\.woff2)/g)].map(([, name]) => name));
  return [...names].sort().map((name) => [`fonts/${name}`, readFileSync(join(page, "node_modules/@fontsource/inter/files", name))]);
}
