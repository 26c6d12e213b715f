// The map and what the rest of the page wants of it.

import { ScaleControl, type GeoJSONSource, type Map as GLMap, type PaddingOptions, type VectorTileSource } from "maplibre-gl";

import { tiles } from "../api.ts";
import { circle } from "../geo.ts";
import { locale } from "../language.ts";
import { calm } from "../motion.ts";
import type { At, Row, Tour } from "../model.ts";
import { swatch } from "../panel/swatch.ts";
import type { State } from "../state.ts";
import { corners, create, fitting } from "./create.ts";
import { keepGrid, NOTHING } from "./grid.ts";
import { showHere } from "./here.ts";
import { HITS, NAMES_LAYER, PLACES, SELECTED } from "./places.ts";
import { MEANT } from "./meant.ts";
import { listenToPointer } from "./pointer.ts";
import type { StreetsFile } from "./streets.ts";
import { restyle, type Look } from "./style.ts";
import { TONES, type Theme } from "./themes.ts";
import { showTour, tourBounds } from "./tour.ts";

const NEAR = 14;

/** How near to look at where the device is: a town and what is around it. */
const AROUND = 11;
const EASE_MS = 650;

/** A map that does not come to rest is printed as it is. */
const PATIENCE_MS = 4_000;

export class MapView {
  readonly map: GLMap;
  readonly #state: State;
  readonly #padding: () => PaddingOptions;
  #look: Look;

  constructor(
    container: HTMLElement,
    state: State,
    theme: Theme,
    streets: StreetsFile | null,
    padding: () => PaddingOptions,
    grid: (step: number | null) => void,
  ) {
    this.#state = state;
    this.#padding = padding;
    this.#look = { tones: TONES[theme], by: state.by.value, locale, streets };
    this.map = create(container, state, this.#look, padding());
    this.map.once("load", () => {
      keepGrid(this.map, grid);
      this.#follow();
    });
    listenToPointer(this.map, state);
  }

  /** A bar as long as a round distance. */
  scale(): HTMLElement {
    return new ScaleControl({ maxWidth: 110, unit: "metric" }).onAdd(this.map);
  }

  /** Calls `ready` when the first picture with places is complete. */
  whenDrawn(ready: () => void): void {
    this.map.once("idle", ready);
  }

  recolour(theme: Theme): void {
    this.#restyle({ ...this.#look, tones: TONES[theme] });
  }

  /** A copy of what is drawn; nothing while the map is not to be seen. */
  picture(): HTMLCanvasElement | null {
    const drawn = this.map.getCanvas();
    if (drawn.clientWidth === 0) return null;
    // What WebGL has drawn is there to be read until the browser shows it.
    this.map.redraw();
    const copy = document.createElement("canvas");
    copy.width = drawn.width;
    copy.height = drawn.height;
    copy.getContext("2d")?.drawImage(drawn, 0, 0);
    return copy;
  }

  /** Draws the map in its light tones; what comes back draws it in those it had. */
  async lighten(): Promise<() => void> {
    const { tones } = this.#look;
    this.recolour("light");
    await new Promise((drawn) => {
      this.map.once("idle", drawn);
      this.map.triggerRepaint();
      setTimeout(drawn, PATIENCE_MS);
    });
    return () => this.recolour(tones.theme);
  }

  /** Shows all places but a few far away. */
  fit(): void {
    const { bounds } = this.#state.facts.value;
    if (!bounds) return;
    this.map.fitBounds(corners(bounds), { ...fitting(bounds), ...this.#pace() }, MEANT);
  }

  /** Shows a way that was gone, and opens the places of its alerts. */
  tour(tour: Tour, open: (key: string) => void): void {
    this.#whenStyled(() => {
      showTour(this.map, tour, open);
      const bounds = tourBounds(tour);
      if (bounds) this.map.fitBounds(corners(bounds), { ...fitting(bounds), ...this.#pace() }, MEANT);
    });
  }

  zoom(by: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + by, ...this.#pace() }, MEANT);
  }

  /** Brings a place into the free part of the map. */
  goTo(at: At, zoom: number = NEAR): void {
    this.map.easeTo({ center: [at.lon, at.lat], zoom: Math.max(zoom, this.map.getZoom()), ...this.#pace() });
  }

  /** Moves only if the place is not to be seen. */
  reveal(at: At): void {
    const { x, y } = this.map.project([at.lon, at.lat]);
    const { left = 0, right = 0, top = 0, bottom = 0 } = this.#padding();
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const air = 40;
    const seen = x > left + air && x < width - right - air && y > top + air && y < height - bottom - air;
    if (!seen) this.goTo(at, 0);
  }

  /** Tells the map which part of it is covered. */
  repad(): void {
    this.map.setPadding(this.#padding());
  }

  #pace(): { duration: number } {
    return { duration: calm() ? 0 : EASE_MS };
  }

  #restyle(look: Look): void {
    const before = this.#look;
    this.#look = look;
    this.#whenStyled(() => restyle(this.map, before, look));
  }

  /** At once where the map has its layers, else when it has come to rest with them. */
  #whenStyled(change: () => void): void {
    if (this.map.isStyleLoaded() || this.map.loaded()) change();
    else this.map.once("idle", change);
  }

  #follow(): void {
    const state = this.#state;
    const { map } = this;
    let shown = map.getSource<VectorTileSource>(PLACES)?.tiles[0] ?? "";
    const set = (): void => {
      const wanted = tiles(location.origin, state.facts.value.revision, state.by.value, state.filter.value);
      if (wanted === shown) return;
      shown = wanted;
      map.getSource<VectorTileSource>(PLACES)?.setTiles([wanted]);
    };
    // Revision and filter may change together; the tiles are fetched once, for both.
    const retile = (): void => queueMicrotask(set);
    retile();
    state.facts.watch(retile);
    state.filter.watch(retile);
    state.by.watch((by) => {
      retile();
      this.#restyle({ ...this.#look, by });
    });
    const middle = state.centre.value;
    const moved = (): boolean => state.centre.value !== middle || state.drifted.value !== null;
    state.facts.watch((facts, before) => {
      if (!before.bounds && facts.bounds) this.fit();
      // The first places need not lie where all of them do.
      if (before.reading && !facts.reading && !moved()) this.fit();
    });
    state.dot.follow((here) => showHere(map, here));
    state.here.watch((here, before) => here && !before && this.goTo(here, AROUND));
    state.around.watch((at) => at && this.goTo(at, AROUND));
    state.hits.follow((rows) => map.getSource<GeoJSONSource>(HITS)?.setData(points(rows)));
    const pick = (): void => {
      const picked = state.selected.value ?? state.pointed.value;
      const colour = picked && swatch(picked, state.by.value, state.facts.value);
      // Its name is written by the layer of the selected place, in full.
      map.setFilter(NAMES_LAYER, picked ? ["!=", ["id"], picked.id] : null);
      map.getSource<GeoJSONSource>(SELECTED)?.setData(picked && colour ? withRing(picked, colour) : NOTHING);
    };
    state.selected.follow(pick);
    state.pointed.watch(pick);
    state.by.watch(pick);
    let rested = map.getCenter();
    map.on("moveend", (event) => {
      const meant = ("originalEvent" in event && event.originalEvent) || "meant" in event;
      const { lat, lng } = map.getCenter();
      const stayed = rested.distanceTo(map.getCenter()) < 1;
      rested = map.getCenter();
      // Only what covers the map has changed, or how large it is.
      if (stayed && !meant) return;
      const middle = { lat, lon: ((((lng + 180) % 360) + 360) % 360) - 180 };
      // Where the map went by itself, to a place that is looked at, the list stays as it is: who goes
      // through it one by one wants to find the next one where it was.
      state.drifted.value = meant ? null : middle;
      if (meant) state.centre.value = middle;
    });
  }
}

function points(rows: Row[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features: rows.flatMap((row) => point(row, {})) };
}

function point(row: Row, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature[] {
  if (row.lat === null || row.lon === null) return [];
  return [{ type: "Feature", properties, geometry: { type: "Point", coordinates: [row.lon, row.lat] } }];
}

function withRing(row: Row, colour: string): GeoJSON.FeatureCollection {
  const [dot] = point(row, { n: row.name, c: colour });
  if (!dot || row.lat === null || row.lon === null) return NOTHING;
  const corners = row.radius_m > 0 ? [circle({ lat: row.lat, lon: row.lon }, row.radius_m)] : [];
  const ring: GeoJSON.Feature[] = corners.map((line) => ({ ...dot, geometry: { type: "Polygon", coordinates: [line] } }));
  return { type: "FeatureCollection", features: [...ring, dot] };
}
