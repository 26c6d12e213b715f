// What the server says is written out of the program; here stands what the page makes of it.

import type { Facts, Legend, SyncState } from "./model.gen.ts";

export type * from "./model.gen.ts";
export type * from "./papers.gen.ts";

export type By = keyof Legend<unknown>;
export type Order = "distance" | "name";

/** West, south, east, north. */
export type Box = NonNullable<Facts["bounds"]>;

export type Running = Extract<SyncState, { state: "running" }>;
export type Done = Extract<SyncState, { state: "done" }>;
export type Restored = Extract<SyncState, { state: "restored" }>;
export type Failed = Extract<SyncState, { state: "failed" }>;

/** A place on the globe, in degrees. */
export interface At {
  lat: number;
  lon: number;
}

/** Where the device is. */
export interface Here extends At {
  /** Metres; 0 where nobody knows. */
  accuracy: number;
}

/** Indexes of the legend; empty means all. */
export interface Filter {
  g: number[];
  c: number[];
}

/** Several places at one spot of the map. */
export interface Spot extends At {
  places: number;
}
