// Written by `cargo xtask docs` out of the program; a test sees that it is so.

import type { Entry, Paper } from "./papers.gen.ts";

export type EditionId = "basic" | "pro" | "enterprise";

export type LostWord = "groups" | "name" | "position" | "radius" | "colour";

/**
 * What the page has to know before it asks for anything.
 */
export type Facts = { edition: Edition, 
/**
 * By which the page knows the program again, in hexadecimal.
 */
secret: string, features: Features, limit: number | null, revision: number, 
/**
 * Whether only the first places are drawn yet, since the others are still being read.
 */
reading: boolean, places: number, 
/**
 * How many places are on this device besides that the edition does not show.
 */
beyond_limit: number, located: number, as_of: string | null, cut_at: number | null, selection: Array<string>, 
/**
 * West, south, east, north.
 */
bounds: [number, number, number, number] | null, all_bounds: [number, number, number, number] | null, legend: Legend<Array<LegendEntry>>, swatches: Legend<Array<string>>, map: MapFacts, sync: SyncState, 
/**
 * Whether this device has a login, wherever it comes from.
 */
has_login: boolean, 
/**
 * How many places were here once, where they are gone though nobody removed them.
 */
gone: number | null, 
/**
 * The last sync of this device, whoever started it, where it failed.
 */
last_failed: LastFailed | null, host: string, 
/**
 * Whether there is a tour to be shown.
 */
tour: boolean, };

export type Edition = { id: EditionId, title: string, };

export type Features = { groups: boolean, 
/**
 * Whether places that come near can be told.
 */
alerts: boolean, };

export type Legend<T> = { group: T, colour: T, };

export type LegendEntry = { index: number, 
/**
 * `null`: in no group, or no colour set.
 */
name: string | null, places: number, 
/**
 * Which colour it has in donuts.
 */
swatch: number, rgb: string, };

export type MapFacts = { navigation: string, choices: Choices, streets: Streets | null, };

export type LastFailed = { at: string | null, kind: string, in_a_row: number, };

/**
 * What the page has to know of it.
 */
export type Streets = { name: string, minzoom: number, maxzoom: number, };

/**
 * How places that come near are told.
 */
export type AlertsChoice = "off" | "silent" | "tone" | "voice";

/**
 * How a watch goes on.
 */
export type Watched = { 
/**
 * How many places are watched.
 */
places: number, 
/**
 * Whether something else watches for this device: another page, or `3kplaces watch`.
 */
elsewhere: boolean, told: Array<Told>, 
/**
 * What is set for what is not on this device, a sentence each without its full stop; nobody hears of it.
 */
doubts: Array<string>, };

/**
 * What is to be told now.
 */
export type Told = { event: "approaching" | "arrived" | "left", key: string, name: string, 
/**
 * To the circle.
 */
metres: number, side: "ahead" | "right" | "behind" | "left" | null, };

/**
 * A tour, for the page.
 */
export type Tour = { 
/**
 * Longitude and latitude of each position, in parts between which nobody knows the way.
 */
parts: Array<Array<[number, number]>>, alerts: Array<TourAlert>, };

/**
 * An alert of a tour.
 */
export type TourAlert = { 
/**
 * Longitude and latitude of where it would have been told.
 */
at: [number, number], event: "approaching" | "arrived" | "left", key: string, };

/**
 * What a receiver of the device says. Where people are is nobody's business: no `Debug`.
 */
export type Received = { 
/**
 * Grows with everything that is heard.
 */
number: number, 
/**
 * `none` where no receiver answers, `searching` where one does not know yet, `here` with a fix.
 */
state: "none" | "searching" | "here", fix: Fix | null, };

/**
 * Where the device is, as the browser says it and a page knows it. Where people are is nobody's business: no `Debug`.
 */
export type Fix = { 
/**
 * Milliseconds since 1970, by the clock of the browser or the receiver.
 */
time: number, lat: number, lon: number, 
/**
 * Metres.
 */
accuracy: number | null, 
/**
 * Metres a second.
 */
speed: number | null, 
/**
 * Degrees clockwise from north.
 */
heading: number | null, };

/**
 * A place as lists and details show it.
 */
export type Row = { id: number, key: string, name: string, lat: number | null, lon: number | null, radius_m: number, colour: Colour | null, groups: Array<string>, 
/**
 * The one of them that the place counts as.
 */
group: string | null, distance_m: number | null, };

export type Colour = { name: string, rgb: string, };

export type Page = { revision: number, total: number, rows: Array<Row>, };

export type Hits = { revision: number, 
/**
 * What of them the text is.
 */
by: FoundBy, more: boolean, rows: Array<Row>, };

/**
 * What of places a text is.
 */
export type FoundBy = { "kind": "name" } | { "kind": "key" } | { "kind": "position", lat: number, lon: number, } | { "kind": "groups", names: Array<string>, } | { "kind": "similar" };

/**
 * What the last sync that touched a place has changed, and what is odd, by name.
 */
export type LastChanges = { 
/**
 * When WEBFLEET had it so; `null` where no sync has left a word.
 */
as_of: number | null, added: Touched, changed: Touched, 
/**
 * How many are gone.
 */
removed: number, 
/**
 * How the keys of some of them end.
 */
removed_ends: Array<string>, odd: Touched, };

/**
 * Places that something was done to: how many, and the first of them.
 */
export type Touched = { count: number, places: Array<NamedPlace>, };

/**
 * A place by name, with what is different or odd about it.
 */
export type NamedPlace = { key: string, name: string, about: Array<string>, };

/**
 * What is known of the sync, for every page.
 */
export type SyncState = { 
/**
 * How many syncs have ended, with this one; what the page itself makes up has none.
 */
serial?: number, } & ({ "state": "idle" } | { "state": "running", step: string, rows: number | null, seconds: number | null, } | { "state": "done", added: number, changed: number, removed: number, unchanged: number, places: number, took_ms: number, odd: Array<Odd>, cut_at: number | null, members_without_address: number, backup: boolean, 
/**
 * Whether what was to follow it went well.
 */
followed: boolean, 
/**
 * Whether the groups that were chosen with it could be kept for the next ones.
 */
groups_kept: boolean, } | { "state": "restored", places: number, added: number, changed: number, removed: number, } | { "state": "failed", kind: string, what: string, why: Array<string>, hints: Array<string>, 
/**
 * Places that would go.
 */
guard: Removes | null, 
/**
 * What places would lose that stay.
 */
lost?: LostWord | null, guard_places?: Loses | null, });

/**
 * So many rows that are odd in one way.
 */
export type Odd = { id: string, count: number, };

/**
 * So many places of all would be removed.
 */
export type Removes = { removes: number, stored: number, };

/**
 * So many places of all would lose something.
 */
export type Loses = { places: number, stored: number, };

/**
 * How a device is set up.
 */
export type Setup = { login: LoginFacts, 
/**
 * `null` where the edition has no group filter.
 */
groups: ChosenGroups | null, };

/**
 * The login of a device, without a secret.
 */
export type LoginFacts = { account: string | null, user: string | null, 
/**
 * Where it is: `keyring`, `sealed`, `file` and so on; `null` where there is none.
 */
from: string | null, 
/**
 * What says it, such as a variable, where that counts before anything that the page could keep.
 */
set_by: string | null, 
/**
 * Why the page cannot keep one besides, as where no safe place is; `null` where it can.
 */
locked: string | null, 
/**
 * Whether it would be sealed with a passphrase that has to be typed as well.
 */
seals: boolean, };

/**
 * The groups that a sync takes.
 */
export type ChosenGroups = { 
/**
 * All of the account, as far as they are known.
 */
known: Array<string>, 
/**
 * Empty means all.
 */
chosen: Array<string>, 
/**
 * Where they are set, where the page cannot change that.
 */
locked: string | null, };

/**
 * What came of a login.
 */
export type LoggedIn = { 
/**
 * Where it is kept: `keyring`, `sealed` or `file`.
 */
place: string, 
/**
 * What to know besides, a sentence each.
 */
warnings: Array<string>, };

/**
 * It says how things are shown, and nothing about places or where anybody is.
 */
export type Choices = { theme: ThemeChoice, 
/**
 * Whether distances are to be from where the device is, as soon as the browser says it unasked.
 */
position: boolean, 
/**
 * How places that come near are told.
 */
alerts: AlertsChoice, 
/**
 * What places are handed to; `null` is what the setting says.
 */
navigation: NavigationChoice | null, };

/**
 * How light the page is.
 */
export type ThemeChoice = "auto" | "light" | "dark";

/**
 * What a place is handed to, to be navigated to.
 */
export type NavigationChoice = "geo" | "google" | "apple" | "waze" | "here" | "osm";

/**
 * What the page tells about data.
 */
export type Disclosure = { 
/**
 * What is on this device.
 */
device: Entry[], 
/**
 * Whom the program speaks to.
 */
network: Entry[], 
/**
 * The privacy statement.
 */
statement: Paper, };
