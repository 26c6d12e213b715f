// One place in full.

import { element, fill, name } from "../element.ts";
import { capital, coordinates, distance } from "../format.ts";
import { metres } from "../geo.ts";
import { icon } from "../icons.ts";
import { locale, t } from "../language.ts";
import { TARGETS, type Target } from "../navigation.ts";
import type { Row } from "../model.ts";
import type { State } from "../state.ts";
import { asOf } from "./as-of.ts";
import { goLink } from "./go.ts";
import { colourName } from "./legend.ts";
import { commas } from "./row.ts";
import { rowDot } from "./swatch.ts";

export interface DetailsActions {
  close(): void;
  /** `null` where there is no map. */
  show: ((row: Row) => void) | null;
  say(text: string): void;
}

export function details(state: State, actions: DetailsActions): HTMLElement {
  const root = element("section", { class: "details", "aria-label": t.details.label, hidden: true });
  let menuOpen = false;

  /** Changes while the device moves, without the rest, and unsaid: nobody wants to hear every metre. */
  const far = farLine();
  const measure = (): void => {
    const row = state.selected.value;
    const here = state.dot.value;
    far.line.hidden = !here || !row || row.lat === null || row.lon === null;
    if (!here || !row || row.lat === null || row.lon === null) return;
    far.words.textContent = `${distance(metres(here, { lat: row.lat, lon: row.lon }), locale)} ${t.list.fromHere}`;
  };

  const draw = (): void => {
    const row = state.selected.value;
    root.hidden = !row;
    // What is closed is not kept: the place may have been erased.
    if (!row) return fill(root);
    const dot = rowDot(row, state.by.value, state.facts.value, "large");
    const title = element("h2", { tabindex: -1, id: "details-title" }, row.name ? name(row.name) : t.list.noName);
    fill(
      root,
      element(
        "div",
        { class: "details-head" },
        element("button", { type: "button", class: "round", "aria-label": t.back, title: t.back, click: actions.close }, icon("back")),
        dot,
        title,
      ),
      element("div", { class: "details-body" }, ...navigate(row), facts(row)),
    );
  };

  const navigate = (row: Row): Node[] => {
    if (row.lat === null) return [element("p", { class: "note" }, t.details.noPosition)];
    const target = state.target.value;
    const opener = element(
      "button",
      {
        type: "button",
        class: "go-choose",
        id: "go-choose",
        "aria-expanded": menuOpen ? "true" : "false",
        "aria-controls": "go-menu",
        "aria-label": `${t.details.choose}: ${called(target)}`,
        title: t.details.choose,
        click: () => toggle(!menuOpen),
      },
      icon("down"),
    );
    const service = element("small", {}, t.details.with(t.targets[target]));
    return [
      element("div", { class: "go" }, goLink(row, state, "go-main", t.details.navigate, service), opener),
      element(
        "div",
        { class: "go-menu", id: "go-menu", hidden: !menuOpen },
        state.unopened.value && element("p", { class: "note unopened", role: "alert" }, t.details.unopened),
        element(
          "div",
          { role: "radiogroup", "aria-label": t.details.menu },
          ...TARGETS.map((each) =>
            element(
              "button",
              {
                type: "button",
                role: "radio",
                class: "choice",
                "aria-checked": each === target ? "true" : "false",
                click: () => {
                  state.unopened.value = null;
                  state.target.value = each;
                  state.navigation.value = each;
                  toggle(false);
                },
              },
              icon("check"),
              called(each),
            ),
          ),
        ),
        element("p", { class: "note" }, t.details.honest),
      ),
    ];
  };

  const toggle = (open: boolean): void => {
    menuOpen = open;
    draw();
    const wanted = open ? '[role="radio"][aria-checked="true"]' : "#go-choose";
    root.querySelector<HTMLElement>(wanted)?.focus();
  };

  const facts = (row: Row): HTMLElement => {
    const list = element("dl", {});
    const line = (term: string, ...description: (Node | string)[]): void =>
      list.append(element("div", {}, element("dt", {}, term), element("dd", {}, ...description)));
    if (row.lat !== null && row.lon !== null) {
      const text = coordinates(row.lat, row.lon);
      line(t.details.coordinates, element("span", { class: "numbers" }, text), copyButton(text));
      list.append(far.line);
      measure();
    }
    line(t.details.radius, row.radius_m > 0 ? distance(row.radius_m, locale) : t.details.noRadius);
    if (row.colour) {
      const dot = element("span", { class: "dot", "aria-hidden": "true" });
      dot.style.background = row.colour.rgb;
      line(t.details.colour, dot, " ", colourName(row.colour.name));
    } else line(t.details.colour, t.filter.noColour);
    line(t.details.groups, ...(row.groups.length > 0 ? commas(row.groups) : [t.filter.noGroup]));
    const { show } = actions;
    const showButton =
      show && state.mapped.value && row.lat !== null
        ? element("button", { type: "button", class: "wide", click: () => show(row) }, icon("map"), t.details.show)
        : null;
    const moment = state.facts.value.as_of;
    return element(
      "div",
      {},
      list,
      showButton,
      moment && element("p", { class: "note as-of" }, asOf(new Date(moment), new Date(), true)),
    );
  };

  const copyButton = (text: string): HTMLElement => {
    const button = element("button", { type: "button", class: "quiet", "aria-label": t.details.copy, title: t.details.copy }, icon("copy"));
    button.addEventListener("click", () => {
      const told = (done: boolean): void => {
        fill(button, icon(done ? "check" : "close"));
        actions.say(done ? t.details.copied : t.details.copyFailed);
        setTimeout(() => fill(button, icon("copy")), 2_000);
      };
      // No clipboard in a page without a secure context, or where the browser forbids it.
      const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
      copied.then(() => told(true), () => told(false));
    });
    return button;
  };

  root.addEventListener("keydown", (event) => {
    if (menuOpen && event.key === "Escape") {
      event.stopPropagation();
      return toggle(false);
    }
    const radios = [...root.querySelectorAll<HTMLElement>('[role="radio"]')];
    const at = radios.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    radios[(at + step + radios.length) % radios.length]?.focus();
  });
  state.selected.watch((row, before) => {
    if (row?.key !== before?.key) {
      menuOpen = false;
      state.unopened.value = null;
    }
    draw();
    if (row && row.key !== before?.key) root.querySelector<HTMLElement>("#details-title")?.focus({ preventScroll: true });
  });
  state.unopened.watch((row) => row && toggle(true));
  state.target.watch(draw);
  state.by.watch(draw);
  state.dot.watch(measure);
  return root;
}

/** How it is called where it stands alone. */
const called = (target: Target): string => (target === "geo" ? t.details.ownApp : capital(t.targets[target], locale));

function farLine(): { line: HTMLElement; words: HTMLElement } {
  const words = element("dd", {});
  return { line: element("div", { class: "far" }, element("dt", {}, t.details.distance), words), words };
}

