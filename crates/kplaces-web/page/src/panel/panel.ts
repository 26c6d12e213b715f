// The panel beside the map, put together.

import { element, set } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { Row } from "../model.ts";
import type { State } from "../state.ts";
import type { Banner } from "./banner.ts";
import { showSetup } from "../setup/setup.ts";
import { showUnlock } from "../setup/unlock.ts";
import { details } from "./details.ts";
import { driveLine, type AlertsSwitch } from "./drive-line.ts";
import { filters } from "./filters.ts";
import { footer } from "./footer.ts";
import { header, themeButton } from "./header.ts";
import { emptyState, notice } from "./notice.ts";
import { results } from "./results.ts";
import { search, type Search } from "./search.ts";
import { PHONE, Sheet } from "./sheet.ts";
import { syncPart } from "./sync.ts";

export interface PanelActions {
  /** Nothing where the edition has no alerts. */
  alerts: AlertsSwitch | null;
  drive(on: boolean): void;
  locate(): void;
  show: (row: Row) => void;
  /** A place of the list is opened. */
  chosen(row: Row): void;
  credit(): string;
  print(): void;
  say(text: string): void;
  /** Said, and shown for a moment. */
  tell(text: string): void;
  /** Another part of the map is covered now. */
  moved(): void;
}

export interface Panel {
  root: HTMLElement;
  search: Search;
  sheet: Sheet;
  position: HTMLButtonElement;
  closeDetails(): void;
  /** Asks once more for what is old. */
  renew(): void;
}

export function panel(state: State, banner: Banner, actions: PanelActions): Panel {
  const root = element("main", { id: "panel", class: "panel", "aria-label": t.panel });
  const sheet = new Sheet(root, actions.moved);
  const open = (row: Row): void => {
    state.selected.value = row;
    actions.chosen(row);
  };
  const setUp = (): void => void showSetup((groups) => sync.start(groups), actions.say);
  const sync = syncPart(state, { say: actions.say, show: actions.tell }, open, { setUp, unlock: () => showUnlock(() => sync.start()) });
  const found = results(state, open, actions.say);
  const box = search(state, {
    down: () => found.list.focus(),
    enter: () => (state.query.value ? void found.openFirst() : found.list.focus()),
  });
  box.root.addEventListener("focusin", () => matchMedia(PHONE).matches && sheet.set("full"));

  const closeDetails = (): void => {
    const drive = state.drive.value;
    state.selected.value = null;
    if (drive) document.querySelector<HTMLElement>(".row-open")?.focus();
    else found.list.focus();
  };
  const place = details(state, {
    close: closeDetails,
    show: (row) => {
      if (matchMedia(PHONE).matches) sheet.set("half");
      actions.show(row);
    },
    say: actions.say,
  });

  const position = element(
    "button",
    { type: "button", class: "drive-button", "aria-pressed": "false", title: t.position.why, click: actions.locate },
    icon("locate"),
    element("span", {}, t.position.short),
  );
  const leave = element(
    "button",
    { type: "button", class: "drive-button", "aria-label": t.drive.off, click: () => actions.drive(false) },
    icon("map"),
    element("span", {}, t.drive.short),
  );

  const browse = element("div", { class: "browse" }, filters(state, actions.say), driveLine(state, actions.alerts), found.head, found.message, found.list.root);
  const empty = emptyState(state, () => sync.start(), setUp);
  root.append(
    sheet.grip,
    header(state, { sync: () => sync.start(), drive: () => actions.drive(true) }),
    banner.root,
    sync.root,
    element("div", { class: "tools" }, box.root, element("div", { class: "drive-buttons" }, position, leave, themeButton(state, "drive-button"))),
    empty,
    browse,
    place,
    notice(state),
    footer(state, { ...actions, setup: setUp }),
  );

  state.facts.follow(() => set(root, "data-empty", !empty.hidden));
  // Without a map there is nothing that the sheet would have to leave in view.
  state.mapped.watch(() => sheet.set("full"));
  state.selected.watch((row) => {
    set(root, "data-place", row !== null);
    if (row && matchMedia(PHONE).matches && !state.drive.value) sheet.set(state.mapped.value ? "half" : "full");
  });
  return { root, search: box, sheet, position, closeDetails, renew: found.renew };
}
