import type { At, By, Choices, Disclosure, Facts, Filter, Fix, Hits, LastChanges, LoggedIn, Order, Page, Received, Row, Setup, Tour, Watched } from "./model.ts";
import { Signal } from "./signal.ts";

/** An answer that is not the one asked for. */
export class Refused extends Error {
  readonly status: number;
  readonly kind: string;

  constructor(status: number, kind: string, what: string) {
    super(what);
    this.status = status;
    this.kind = kind;
  }
}

/** Nothing answered. */
export class Unreachable extends Error {}

/** Whether the program has ended, as far as the page knows: then nobody is asked for anything, whoever may listen there now. */
export const ended = new Signal(false);

/** Whether the program does not know this page any more: nothing that it asks will be answered. */
export const lost = new Signal(false);

const UNKNOWN_VISITOR = 401;

/** Tells of every answer, also of those that the map fetches by itself. */
export function answered(status: number): void {
  if (status === UNKNOWN_VISITOR) lost.value = true;
}

async function ask(path: string, wish: RequestInit = {}): Promise<Response> {
  if (ended.value) throw new Unreachable("ended");
  const headers = { "accept-language": document.documentElement.lang, ...wish.headers };
  const answer = await fetch(path, { ...wish, headers }).catch((error: unknown) => {
    throw wish.signal?.aborted ? error : new Unreachable(String(error));
  });
  answered(answer.status);
  return answer;
}

async function refusal(answer: Response): Promise<Refused> {
  const body: unknown = await answer.json().catch(() => null);
  const { kind = "internal", what = answer.statusText } =
    (body as { error?: { kind?: string; what?: string } } | null)?.error ?? {};
  return new Refused(answer.status, kind, what);
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await ask(path, signal ? { signal } : {});
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as T;
}

/** The query of a request for places. */
export function choice(filter: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.g.length > 0) query.set("g", filter.g.join("."));
  if (filter.c.length > 0) query.set("c", filter.c.join("."));
  return query;
}

/** Tiles of a revision, with the marks that MapLibre fills in. */
export function tiles(origin: string, revision: number, by: By, filter: Filter): string {
  const query = choice(filter);
  query.set("by", by);
  return `${origin}/tiles/${revision}/{z}/{x}/{y}?${query}`;
}

/** About a metre is as exact as the order of a list needs. */
function at(place: At): string {
  return `${place.lat.toFixed(5)},${place.lon.toFixed(5)}`;
}

/** What is processed here, in words. */
export const privacy = (language: string): Promise<Disclosure> => get(`/api/privacy?lang=${language}`);

export const tour = (): Promise<Tour> => get("/api/tour");

export const facts = (): Promise<Facts> => get("/api/facts");

export function list(
  order: Order,
  from: At,
  filter: Filter,
  offset: number,
  limit: number,
  signal?: AbortSignal,
): Promise<Page> {
  const query = choice(filter);
  query.set("order", order);
  query.set("at", at(from));
  query.set("offset", String(offset));
  query.set("limit", String(limit));
  return get(`/api/list?${query}`, signal);
}

/** `from` puts the nearest first; without, the best fit is. */
export function search(
  text: string,
  from: At | null,
  filter: Filter,
  limit: number,
  signal?: AbortSignal,
): Promise<Hits> {
  const query = choice(filter);
  query.set("q", text);
  if (from) query.set("at", at(from));
  query.set("limit", String(limit));
  return get(`/api/search?${query}`, signal);
}

export const place = (id: number, revision: number): Promise<Row> =>
  get(`/api/place/${id}?revision=${revision}`);

/** The place of this key; `null` where it is gone. */
export async function placeByKey(key: string): Promise<Row | null> {
  try {
    return await get<Row>(`/api/place?${new URLSearchParams({ key })}`);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

function tell(path: string, what: unknown, wish: RequestInit = {}): Promise<Response> {
  return ask(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-kplaces": "1" },
    body: JSON.stringify(what),
    ...wish,
  });
}

/** Has the device remember what was chosen; where it cannot, it holds as long as the page is open. */
export const choose = (choices: Choices): Promise<unknown> => tell("/api/choices", choices).catch(() => null);

/** Says where the device is to the program on it, which says what comes near. Nothing ends that. */
export async function sendFix(page: string, fix: Fix | null): Promise<Watched> {
  const answer = await tell(`/api/fix?lang=${document.documentElement.lang}`, { page, fix });
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as Watched;
}

/** Has a place not told again until a moment, in milliseconds since 1970. */
export async function hush(page: string, key: string, until: number): Promise<void> {
  const answer = await tell("/api/fix", { page, fix: null, hush: { key, until } });
  if (!answer.ok) throw await refusal(answer);
}

/** What the receiver of this device says, as soon as it is not what was heard last. */
export async function receiver(after: number, signal: AbortSignal): Promise<Received> {
  const answer = await tell("/api/receiver", { after }, { signal });
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as Received;
}

/** What the last sync with changes has changed, and what is odd. */
export const changes = (): Promise<LastChanges> => get("/api/changes");

/** How the device is set up. */
export const setup = (): Promise<Setup> => get(`/api/setup?lang=${document.documentElement.lang}`);

/** A login as it is typed; the passphrase is empty where none is asked for. */
export interface TypedLogin {
  account: string;
  user: string;
  password: string;
  apikey: string;
  passphrase: string;
}

/** Has WEBFLEET asked whether a login is right, and has it kept. */
export async function logIn(login: TypedLogin): Promise<LoggedIn> {
  const answer = await tell("/api/login", login);
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as LoggedIn;
}

/** Opens the login with its passphrase for as long as the program runs. */
export async function unlock(passphrase: string): Promise<void> {
  const answer = await tell("/api/passphrase", { passphrase });
  if (!answer.ok) throw await refusal(answer);
}

/** Brings back what the last sync took away; `false` where something is under way already. */
export async function bringBack(): Promise<boolean> {
  const answer = await tell("/api/bring-back", {});
  if (answer.status === 409) return false;
  if (!answer.ok) throw await refusal(answer);
  return true;
}

/** Starts a sync; `false` where one is under way already. With groups it takes these from now on, and none means all. */
export async function sync(acceptShrink: boolean, groups: string[] | null): Promise<boolean> {
  const answer = await tell("/api/sync", { accept_shrink: acceptShrink, groups });
  if (answer.status === 409) return false;
  if (!answer.ok) throw await refusal(answer);
  return true;
}

/** Lets the server clear what the browser keeps of it. */
export const bye = (): Promise<unknown> => fetch("/api/bye").catch(() => null);
