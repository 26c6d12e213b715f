// What is drawn on the map, and where on the screen.

import { eventually } from "./eventually.mjs";

/** Until the map rests and everything of it is drawn. */
export async function atRest(page) {
  await eventually(async () => {
    const rests = await page.evaluate(() => {
      const map = globalThis.kplacesMap;
      return map.loaded() && map.areTilesLoaded() && !map.isMoving();
    });
    if (!rests) throw new Error("the map does not come to rest");
  });
}

/** Goes somewhere at once. */
export async function jump(page, lon, lat, zoom) {
  await page.evaluate(([center, zoom]) => globalThis.kplacesMap.jumpTo({ center, zoom }), [[lon, lat], zoom]);
  await atRest(page);
}

export const zoom = (page) => page.evaluate(() => globalThis.kplacesMap.getZoom());

/** The features of a source layer of the places that no other part of the page covers. */
export function drawn(page, layer) {
  return page.evaluate((layer) => {
    const map = globalThis.kplacesMap;
    const box = map.getCanvas().getBoundingClientRect();
    const found = map.queryRenderedFeatures().filter((each) => each.sourceLayer === layer);
    return found.flatMap(({ id, properties, geometry }) => {
      const at = map.project(geometry.coordinates);
      const [x, y] = [at.x + box.left, at.y + box.top];
      const free = document.elementFromPoint(x, y) === map.getCanvas();
      return free ? [{ id, properties, x, y }] : [];
    });
  }, layer);
}
