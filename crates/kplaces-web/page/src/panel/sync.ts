// A sync from the page: its progress, what came of it, and what to do where it failed.

import * as api from "../api.ts";
import { Refused } from "../api.ts";
import { closeDialog, showDialog } from "../dialog.ts";
import { element, fill, set } from "../element.ts";
import { capital, count } from "../format.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import type { Done, Failed, Odd, Restored, Row, Running } from "../model.ts";
import type { State } from "../state.ts";
import { changesBox, odd, touched } from "./changes.ts";
import { loss } from "./loss.ts";
import { progress } from "./progress.ts";
import { PHONE } from "./sheet.ts";

const number = (value: number): string => count(value, locale);

export interface SyncPart {
  /** The strip with progress and result. */
  root: HTMLElement;
  /** With groups it takes these from now on, if it succeeds. */
  start(groups?: string[]): void;
}

/** What leads out of a failed sync. */
export interface WaysOut {
  /** To the login. */
  setUp(): void;
  /** To the passphrase of the login. */
  unlock(): void;
}

/** How what has happened is told beside the strip. */
export interface Telling {
  /** Aloud. */
  say(text: string): void;
  /** Aloud, and to be seen for a moment. */
  show(text: string): void;
}

export function syncPart(state: State, { say, show }: Telling, open: (row: Row) => void, ways: WaysOut): SyncPart {
  const root = element("section", { class: "sync", "aria-label": t.sync.button, hidden: true });
  let line: HTMLElement | null = null;

  // What was wanted last, for a second step.
  let groups: string[] | null = null;
  const start = (wanted: string[] | null = null): void => {
    groups = wanted;
    begin(() => api.sync(false, groups));
  };
  const again = (acceptShrink: boolean): void => begin(() => api.sync(acceptShrink, groups));

  const begin = (ask: () => Promise<unknown>): void => {
    if (state.sync.value.state === "running") return;
    state.sync.value = { state: "running", step: "starting", rows: null, seconds: null };
    ask().catch((error: unknown) => {
      // The events tell of everything that happens after the start.
      if (state.sync.value.state !== "running") return;
      // Why nothing is answered any more is told above everything.
      if (api.lost.value) return void (state.sync.value = { state: "idle" });
      const kind = error instanceof Refused ? error.kind : "internal";
      const why = error instanceof Error ? [error.message] : [];
      state.sync.value = { state: "failed", kind, what: t.sync.notStarted, why, hints: [], guard: null };
    });
  };

  /** Who drives sees it for a moment; the strip is hidden there. */
  const tell = (text: string): void => (state.drive.value ? show(text) : say(text));

  const close = (): HTMLElement =>
    element(
      "button",
      { type: "button", class: "quiet", "aria-label": t.close, title: t.close, click: () => (root.hidden = true) },
      icon("close"),
    );

  const openKey = (key: string): void => {
    closeDialog();
    api.placeByKey(key).then(
      (row) => (row ? open(row) : say(t.changes.gone)),
      () => say(t.list.failed),
    );
  };

  const running = (now: Running, before: string): void => {
    const text = progress(now, t.sync, number);
    if (before !== "running" || !line) {
      line = element("p", {});
      const bar = element("div", { class: "bar", role: "progressbar", "aria-label": t.sync.button });
      fill(root, line, bar);
      say(text);
    }
    line.textContent = text;
    set(root, "data-kind", "running");
    root.hidden = false;
  };

  const done = (result: Done): void => {
    const { added, changed, removed } = result;
    const text =
      added + changed + removed === 0
        ? t.sync.nothing
        : capital(t.sync.result(number(added), number(changed), number(removed)), locale);
    // Where all are new, there is nothing to look for among them.
    const first = added > 0 && changed + removed + result.unchanged === 0;
    finished(
      text,
      [!result.followed && element("p", {}, t.sync.notFollowed), !result.groups_kept && element("p", {}, t.sync.groupsNotKept)],
      [
        !first && added + changed + removed > 0 && changesBox(t.changes.title, touched, openKey),
        result.backup && element("p", { class: "note" }, t.sync.backup),
        result.backup && removed > 0 && bringBack(result),
        oddRows(result),
        result.odd.length > 0 && changesBox(t.changes.whichOdd, odd, openKey),
      ],
    );
    tell(`${t.sync.done}. ${text}`);
  };

  /** A line, what is wrong, and what somebody may want to know besides: on a phone only when it is asked for. */
  const finished = (text: string, wrong: (Node | false)[], besides: (Node | null | false)[]): void => {
    const parts = besides.filter((part) => part instanceof Node);
    const apart = parts.length > 0 && matchMedia(PHONE).matches;
    const more = (): void => showDialog(t.sync.done, element("div", { class: "sync-more" }, element("p", {}, text), ...parts));
    set(root, "data-kind", "done");
    root.hidden = false;
    fill(
      root,
      element(
        "div",
        { class: "sync-line" },
        icon("check"),
        element("p", {}, text),
        apart && element("button", { type: "button", id: "sync-more", click: more }, t.sync.more),
        close(),
      ),
      ...wrong,
      ...(apart ? [] : parts),
    );
  };

  /** Where something else goes with what comes back, it says so and is asked for twice. */
  const bringBack = ({ added, changed, removed }: Done): HTMLElement => {
    const begins = (): void => {
      closeDialog();
      begin(api.bringBack);
    };
    const amount = (n: number): { n: number; shown: string } => ({ n, shown: number(n) });
    if (added + changed === 0) return twice("bring-back", t.sync.bringBack(removed, number(removed)), null, begins);
    const steps = { yes: t.sync.bringAllBackSure, no: t.sync.leaveAll };
    return twice("bring-back", t.sync.bringAllBack(amount(removed), amount(added), amount(changed)), steps, begins);
  };

  const restored = ({ places }: Restored): void => {
    const text = t.sync.restored(t.places(places, number(places)));
    finished(text, [], [element("p", { class: "note" }, t.sync.asksAgain)]);
    tell(text);
  };

  /** What takes much away is asked for twice, and the second time it says what it does. */
  const remove = ({ guard }: Failed): HTMLElement => {
    const yes = guard ? t.sync.acceptSure(guard.removes, number(guard.removes)) : t.sync.acceptContentSure;
    return twice("accept", guard ? t.sync.accept : t.sync.acceptContent, { yes, no: t.sync.keep }, () => again(true));
  };

  const failed = (result: Failed): void => {
    const kinds = t.sync.kinds as Record<string, string[]>;
    const [what = result.what, help = "", use, command] = kinds[result.kind] ?? kinds["internal"] ?? [];
    set(root, "data-kind", "failed");
    root.hidden = false;
    const guard = result.kind === "guard";
    // The same login would not be sent again: only another one helps.
    const refused = result.kind === "refused";
    const login = refused || result.kind === "login";
    // How to go on at the command line is of no use beside the button that does it.
    const hints = guard ? [] : result.hints;
    const told = [result.what, ...result.why, ...hints].filter((text) => text !== "");
    fill(
      root,
      element(
        "div",
        { role: "alert" },
        element("div", { class: "sync-line" }, icon("warn"), element("p", {}, element("strong", {}, what)), close()),
        guard && element("p", {}, loss(result, t.sync, number)),
        element("p", {}, guard && groups ? t.sync.guardByGroups : help),
        state.facts.value.places > 0 && element("p", { class: "note" }, t.sync.kept),
        command && element("p", { class: "note" }, t.sync.code(supportCode(result.kind))),
      ),
      guard
        ? remove(result)
        : element(
            "div",
            { class: "buttons" },
            result.kind === "passphrase"
              ? element("button", { type: "button", class: "primary", click: ways.unlock }, t.setup.passphrase.enter)
              : !refused && element("button", { type: "button", click: () => again(false) }, icon("sync"), t.sync.again),
            (login || result.kind === "not-found") &&
              element("button", { type: "button", class: refused ? "primary" : "", click: ways.setUp }, icon("setup"), login ? t.setup.send : t.setup.change),
          ),
      command &&
        element("details", {}, element("summary", {}, t.sync.manager), element("p", {}, `${use} `, element("code", {}, command))),
      told.length > 0 &&
        element("details", {}, element("summary", {}, t.sync.details), ...told.map((text) => element("p", {}, text))),
    );
  };

  state.sync.follow((now) => {
    const before = root.dataset["kind"] ?? "";
    if (now.state === "running") return running(now, root.hidden ? "" : before);
    line = null;
    if (now.state === "done") done(now);
    else if (now.state === "restored") restored(now);
    else if (now.state === "failed") failed(now);
    else if (before === "running") root.hidden = true;
  });
  return { root, start: (wanted) => start(wanted ?? null) };
}

/** A button, and where there are steps two more that it asks with; who presses twice without reading says no. */
function twice(id: string, words: string, steps: { yes: string; no: string } | null, then: () => void): HTMLElement {
  const box = element("div", { class: "buttons" });
  const first = element("button", { type: "button", id, click: () => (steps ? ask(steps) : then()) }, words);
  const ask = ({ yes, no }: { yes: string; no: string }): void => {
    const cancel = element("button", { type: "button", id: `${id}-not`, click: () => (fill(box, first), first.focus()) }, no);
    fill(box, cancel, element("button", { type: "button", class: "danger", id: `${id}-sure`, click: then }, yes));
    cancel.focus();
  };
  fill(box, first);
  return box;
}

/** What a driver can read out on the phone, the same in all languages. */
function supportCode(kind: string): string {
  return `3K-${kind.toUpperCase()}`;
}

function oddRows({ odd, members_without_address: lonely }: Done): HTMLElement | null {
  const all: Odd[] = [...odd, ...(lonely > 0 ? [{ id: "members-without-address", count: lonely }] : [])];
  if (all.length === 0) return null;
  const sum = all.reduce((total, each) => total + each.count, 0);
  const texts = t.sync.odd as Record<string, string>;
  return element(
    "details",
    {},
    element("summary", {}, t.sync.oddTitle(sum, number(sum))),
    element(
      "ul",
      {},
      ...all.map(({ id, count }) =>
        element("li", {}, element("b", {}, number(count)), " ", texts[id] ?? t.sync.odd.other),
      ),
    ),
  );
}
