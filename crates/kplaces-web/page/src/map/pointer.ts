// What a click or the mouse pointer on the map means.

import type { Map as GLMap, MapGeoJSONFeature, PointLike } from "maplibre-gl";

import * as api from "../api.ts";
import { element, fill, name } from "../element.ts";
import { calm } from "../motion.ts";
import type { State } from "../state.ts";
import { drawnRevision } from "./drawn.ts";
import { MEANT } from "./meant.ts";
import { CLUSTER_LAYER, DEEPEST, DOT_LAYER, PLACES } from "./places.ts";

/** How far beside a dot a finger may be. */
const SLACK = 8;

export function listenToPointer(map: GLMap, state: State): void {
  const tip = element("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  map.getContainer().append(tip);
  const drawn = drawnRevision(map);
  let hovered: number | string | undefined;

  const find = ([x, y]: [number, number], slack: number): MapGeoJSONFeature | undefined => {
    if (!map.getLayer(DOT_LAYER)) return undefined;
    const box: [PointLike, PointLike] = [[x - slack, y - slack], [x + slack, y + slack]];
    const layers = [CLUSTER_LAYER, DOT_LAYER];
    return map.queryRenderedFeatures([x, y], { layers })[0] ?? map.queryRenderedFeatures(box, { layers })[0];
  };

  const hover = (id: number | string | undefined): void => {
    if (hovered === id) return;
    const mark = (id: number | string, hover: boolean): void =>
      void map.setFeatureState({ source: PLACES, sourceLayer: "places", id }, { hover });
    if (hovered !== undefined) mark(hovered, false);
    if (id !== undefined) mark(id, true);
    hovered = id;
  };

  const leave = (): void => {
    hover(undefined);
    tip.hidden = true;
    map.getCanvas().style.cursor = "";
  };

  map.on("mousemove", ({ point }) => {
    if (map.isMoving()) return;
    const found = find([point.x, point.y], 2);
    map.getCanvas().style.cursor = found ? "pointer" : "";
    const dot = found?.layer.id === DOT_LAYER ? found : undefined;
    hover(dot?.id);
    const text: unknown = dot?.properties["n"];
    tip.hidden = typeof text !== "string" || text === "";
    if (tip.hidden) return;
    fill(tip, name(text as string));
    tip.style.transform = `translate(${point.x}px, ${point.y}px)`;
  });
  map.on("mouseout", leave);
  map.on("movestart", leave);

  map.on("click", ({ point }) => {
    tip.hidden = true;
    const found = find([point.x, point.y], SLACK);
    if (!found) {
      state.selected.value = null;
      return;
    }
    if (found.geometry.type !== "Point") return;
    const [lon = 0, lat = 0] = found.geometry.coordinates;
    if (found.layer.id === CLUSTER_LAYER) {
      const { x, n } = found.properties as { x: number; n: number };
      state.selected.value = null;
      if (x > DEEPEST) state.spot.value = { lat, lon, places: n };
      else map.easeTo({ center: [lon, lat], zoom: x, duration: calm() ? 0 : 550 }, MEANT);
      return;
    }
    const revision = drawn();
    if (typeof found.id !== "number" || revision === null) return;
    api.place(found.id, revision).then(
      (row) => (state.selected.value = row),
      // The places have changed meanwhile; new tiles are on the way.
      () => undefined,
    );
  });
}
