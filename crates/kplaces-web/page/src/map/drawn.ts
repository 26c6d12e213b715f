// Of which revision the drawn tiles are: the old ones stay until all of the new are there.

import type { Map as GLMap, VectorTileSource } from "maplibre-gl";

import { revisionOf } from "./revision.ts";
import { PLACES } from "./places.ts";

/** Numbers of places mean something only together with the revision that this tells. */
export function drawnRevision(map: GLMap): () => number | null {
  let drawn: number | null = null;
  map.on("sourcedata", ({ sourceId, sourceDataType }) => {
    // After `metadata` the source looks loaded, since its tiles are not asked for yet.
    if (sourceId !== PLACES || sourceDataType === "metadata" || !map.isSourceLoaded(PLACES)) return;
    drawn = revisionOf(map.getSource<VectorTileSource>(PLACES)?.tiles[0] ?? "");
  });
  return () => drawn;
}
