// What the server says. The names are the server's.

export type By = "group" | "colour";
export type Order = "distance" | "name";

export interface LegendEntry {
  index: number;
  /** `null`: in no group, or no colour set. */
  name: string | null;
  places: number;
  /** Which colour it has in donuts. */
  swatch: number;
  rgb: string;
}

export type Box = [west: number, south: number, east: number, north: number];

export interface Streets {
  name: string;
  minzoom: number;
  maxzoom: number;
}

export interface Facts {
  edition: { id: "basic" | "pro" | "enterprise"; title: string };
  features: { groups: boolean };
  limit: number | null;
  revision: number;
  places: number;
  /** How many places are on this device besides that the edition does not show. */
  beyond_limit: number;
  located: number;
  as_of: string | null;
  cut_at: number | null;
  selection: string[];
  bounds: Box | null;
  all_bounds: Box | null;
  legend: Record<By, LegendEntry[]>;
  swatches: Record<By, string[]>;
  map: { navigation: string; streets: Streets | null };
  sync: SyncState;
  /** How many places were here once, where they are gone though nobody removed them. */
  gone: number | null;
  /** The last sync of this device, whoever started it, where it failed. */
  last_failed: { at: string | null; kind: string; in_a_row: number } | null;
  host: string;
}

export interface Sentence {
  text: string;
  /** The ids of the promises that it makes. */
  claims: string[];
}

export interface Entry {
  id: string;
  label: string;
  sentences: Sentence[];
  /** Left for people to fill in; the sentences are a hint. */
  blank: boolean;
}

export type Block =
  | { kind: "paragraph"; sentences: Sentence[] }
  | { kind: "list"; items: { sentences: Sentence[] }[] }
  | { kind: "entries"; entries: Entry[] };

/** A text of the program, in the language of the page. */
export interface Paper {
  title: string;
  about: Entry[];
  sections: { id: string; title: string; blocks: Block[] }[];
  evidence: {
    title: string;
    introduction: string;
    claims: { id: string; text: string; proofs: string[] }[];
    proofs: { id: string; text: string }[];
  };
}

export interface Disclosure {
  device: Entry[];
  network: Entry[];
  statement: Paper;
}

export interface Row {
  id: number;
  key: string;
  name: string;
  lat: number | null;
  lon: number | null;
  radius_m: number;
  colour: { name: string; rgb: string } | null;
  groups: string[];
  /** The one that the place counts as on the map. */
  group: string | null;
  distance_m: number | null;
}

export interface Page {
  revision: number;
  total: number;
  rows: Row[];
}

export interface Hits {
  revision: number;
  more: boolean;
  rows: Row[];
}

export interface Odd {
  id: string;
  count: number;
}

/** How many syncs have ended, with this one; what the page itself makes up has none. */
interface Told {
  serial?: number;
}

export interface Idle extends Told {
  state: "idle";
}

export interface Running extends Told {
  state: "running";
  step: string;
  rows: number | null;
  seconds: number | null;
}

export interface Done extends Told {
  state: "done";
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  places: number;
  took_ms: number;
  odd: Odd[];
  cut_at: number | null;
  members_without_address: number;
  backup: boolean;
}

export interface Failed extends Told {
  state: "failed";
  kind: string;
  what: string;
  why: string[];
  hints: string[];
  /** Places that would go. */
  guard: { removes: number; stored: number } | null;
  /** What places would lose that stay. */
  lost?: "groups" | "name" | "position" | "radius" | "colour" | null;
  guard_places?: { places: number; stored: number } | null;
}

export type SyncState = Idle | Running | Done | Failed;

/** A place on the globe, in degrees. */
export interface At {
  lat: number;
  lon: number;
}

/** Where the device is, as the browser says. */
export interface Here extends At {
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
