// Puts the page together and keeps its parts in step with each other and with the server.

import { Alerts } from "./alerts/alerts.ts";
import { Card } from "./alerts/card.ts";
import * as api from "./api.ts";
import { keepBack } from "./back.ts";
import { element } from "./element.ts";
import { listen } from "./events.ts";
import { count, distance } from "./format.ts";
import { keyboard } from "./keyboard.ts";
import { locale, t } from "./language.ts";
import { Live } from "./live.ts";
import { controls } from "./map/controls.ts";
import { canDraw } from "./map/create.ts";
import { openStreets } from "./map/streets.ts";
import { MapView } from "./map/view.ts";
import type { Facts } from "./model.ts";
import { target } from "./navigation.ts";
import { News } from "./news.ts";
import { Banner } from "./panel/banner.ts";
import { resort } from "./panel/drive-line.ts";
import { carryOver } from "./panel/filters.ts";
import { attribution, shortcuts, sources } from "./panel/footer.ts";
import { panel } from "./panel/panel.ts";
import { PHONE } from "./panel/sheet.ts";
import { streetsNote } from "./panel/streets-note.ts";
import { Position } from "./position/position.ts";
import { printing } from "./print/print.ts";
import { State } from "./state.ts";
import { keepTheme, themeNow } from "./theme.ts";
import { WayBack } from "./way-back.ts";

declare global {
  interface Window {
    /** For measuring frames. */
    kplacesMap?: unknown;
  }
}

const DRIVE = "#drive";

/** Near enough for a place of the list to stand alone. */
const CHOSEN_ZOOM = 11;

export async function start(facts: Facts): Promise<void> {
  const state = new State(facts, target(facts.map.navigation));
  state.drive.value = location.hash === DRIVE;
  const news = new News(facts.sync);
  // A result from before the page was opened is no news.
  if (facts.sync.state !== "running") state.sync.value = { state: "idle" };
  const root = document.documentElement;
  const live = new Live();
  const banner = new Banner();
  let view: MapView | null = null;
  keepTheme(state, (theme) => view?.recolour(theme));

  const { streets: file } = facts.map;
  const streets = file ? await openStreets(location.origin, file) : null;
  const credit = sources(streets);

  const position = new Position(
    state,
    (text, kind) => live.show(text, kind),
    (on) => {
      for (const button of [buttons.position, side.position]) button.setAttribute("aria-pressed", String(on));
      buttons.position.title = on ? t.position.off : `${t.position.on}. ${t.position.why}`;
      buttons.position.setAttribute("aria-label", on ? t.position.off : t.position.on);
    },
  );
  const buttons = controls({
    zoom: (by) => view?.zoom(by),
    fit: () => view?.fit(),
    locate: () => position.toggle(),
  });
  const drive = (on: boolean): void => {
    if (on) location.hash = DRIVE;
    else history.replaceState(null, "", location.pathname + location.search);
    state.drive.value = on;
  };
  const card = new Card((key) => void open(key));
  const alerts = facts.features.alerts ? new Alerts(state, card) : null;
  const open = async (key: string): Promise<void> => {
    const row = await api.placeByKey(key).catch(() => null);
    if (row) state.selected.value = row;
  };
  const side = panel(state, banner, {
    alerts: alerts && {
      status: alerts.status,
      doubt: alerts.doubt,
      turn: () => {
        alerts.turn();
        // They need to know where the device is.
        if (state.alerts.value !== "off" && !position.on) position.toggle();
      },
    },
    drive,
    locate: () => position.toggle(),
    show: (row) => {
      if (state.drive.value) drive(false);
      if (row.lat !== null && row.lon !== null) view?.goTo({ lat: row.lat, lon: row.lon });
    },
    chosen: (row) => {
      if (row.lat !== null && row.lon !== null) view?.goTo({ lat: row.lat, lon: row.lon }, CHOSEN_ZOOM);
    },
    credit: () => credit,
    print: () => print(),
    say: (text) => live.say(text),
    tell: (text) => live.show(text),
    moved: () => view?.repad(),
  });

  const print = printing(state, {
    picture: () => view?.picture() ?? null,
    lighten: async () => (themeNow(state) === "dark" && view ? view.lighten() : () => undefined),
    tell: (text) => live.show(text),
  });

  const map = element("div", { id: "map", class: "map" });
  const measures = element("div", { class: "map-measures" }, buttons.grid);
  const note = streetsNote();
  document.body.append(
    skipLink(() => side.search.focus()),
    map,
    element("div", { class: "map-corner", role: "complementary", "aria-label": t.footer.about }, note.root, measures, attribution(credit)),
    side.root,
    card.root,
    live.root,
    live.toast,
  );
  if (file && !streets) live.show(t.noStreets(file.name), "trouble");
  map.append(buttons.root);

  /** The part of the map that is under the panel. */
  const covered = (): Record<"left" | "right" | "top" | "bottom", number> => {
    const none = { left: 0, right: 0, top: 0, bottom: 0 };
    if (state.drive.value) return none;
    const { width, height } = side.root.getBoundingClientRect();
    if (!matchMedia(PHONE).matches) return { ...none, left: width + 16 };
    // A sheet over everything leaves no map to look at; what is behind it stays as it is.
    return { ...none, bottom: Math.min(height, innerHeight * 0.6) };
  };
  const show = (drive: boolean): void => {
    root.dataset["mode"] = drive ? "drive" : "desk";
    if (drive) state.order.value = "distance";
    view?.repad();
  };
  state.drive.follow(show);
  state.drive.watch((on) => {
    if (!on && state.moved.value) resort(state);
  });
  const { theme, positioned, navigation } = state;
  for (const choice of [theme, positioned, state.alerts, navigation]) {
    choice.watch(() => void api.choose({ theme: theme.value, position: positioned.value, alerts: state.alerts.value, navigation: navigation.value }));
  }
  addEventListener("hashchange", () => (state.drive.value = location.hash === DRIVE));
  matchMedia(PHONE).addEventListener("change", () => view?.repad());

  if (canDraw()) {
    try {
      view = new MapView(map, state, themeNow(state), streets, covered, (step) => {
        buttons.grid.hidden = step === null || streets !== null;
        note.near(!buttons.grid.hidden);
        if (step !== null) buttons.grid.textContent = t.grid(distance(step, locale).replace(/[.,]0(?=\D)/, ""));
      });
      measures.prepend(view.scale());
      window.kplacesMap = view.map;
      if (facts.tour) void showTour(view);
      view.whenDrawn(() => {
        performance.mark("kplaces:first-picture");
        root.dataset["state"] = "ready";
      });
    } catch {
      noMap(t.noMap.failed);
    }
  } else noMap(t.noMap.text);

  async function showTour(on: MapView): Promise<void> {
    const tour = await api.tour().catch(() => null);
    if (!tour) return;
    on.tour(tour, (key) => void open(key));
    const { length } = tour.alerts;
    live.show(t.tour(length, count(length, locale)));
  }

  function noMap(why: string): void {
    state.mapped.value = false;
    map.replaceChildren(element("section", { class: "no-map", "aria-label": t.map }, element("h2", {}, t.noMap.title), element("p", {}, why)));
    root.dataset["map"] = "none";
    root.dataset["state"] = "list-only";
  }

  state.selected.watch((row) => {
    if (row && row.lat !== null && row.lon !== null) view?.reveal({ lat: row.lat, lon: row.lon });
  });
  keepBack(state, side.closeDetails);
  keyboard({
    search: () => side.search.focus(),
    help: shortcuts,
    escape: () => {
      if (state.selected.value) side.closeDetails();
      else if (state.spot.value) state.spot.value = null;
      else if (state.drive.value) drive(false);
    },
  });

  const update = (next: Facts): void => {
    const before = state.facts.value;
    if (next.revision !== before.revision) {
      // The chosen groups have other numbers in the new legend.
      const filter = carryOver(state.filter.value, before, next);
      if (JSON.stringify(filter) !== JSON.stringify(state.filter.value)) state.filter.value = filter;
    }
    state.facts.value = next;
    if (next.revision === before.revision) return;
    // Who has seen the first places is not told of the others: they were there all along.
    if (state.sync.value.state !== "running" && !before.reading) live.say(t.sync.updated);
    const open = state.selected.value;
    if (!open) return;
    // Numbers of places are good for one revision only, keys for ever.
    api.placeByKey(open.key).then(
      (row) => {
        if (state.selected.value !== open) return;
        state.selected.value = row;
        if (!row) live.show(t.details.gone);
      },
      () => undefined,
    );
  };
  api.lost.follow((lost) => lost && banner.lost());
  position.goOn();
  listen(
    {
      facts: update,
      sync: (now) => {
        if (news.isNew(now)) state.sync.value = now;
      },
      bye: () => {
        void api.bye();
        banner.gone();
      },
      gone: () => banner.gone(),
      back: comeBack,
      moved: (to) => {
        location.replace(state.drive.value ? `${to}&drive` : to);
      },
    },
    new WayBack(facts.secret),
  );

  function comeBack(): void {
    banner.hide();
    side.renew();
    live.show(t.gone.back);
  }
}

/** Its address is for those who read it; going there would leave driver mode. */
function skipLink(go: () => void): HTMLElement {
  const link = element("a", { class: "skip", href: "#search" }, t.skip);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });
  return link;
}
