import { showDialog } from "../dialog.ts";
import { element, set } from "../element.ts";
import { icon } from "../icons.ts";
import { singleKeys } from "../keyboard.ts";
import { t } from "../language.ts";
import type { State } from "../state.ts";
import { showPrivacy } from "./privacy.ts";

/** What the map is made from. A streets file names its own sources. */
export function sources(streets: { attribution: string | null } | null): string {
  const own = streets ? [streets.attribution ?? t.footer.streets] : [];
  return [...own, t.footer.basemap].join(" · ");
}

export function footer(state: State, actions: { credit(): string; print(): void; setup(): void }): HTMLElement {
  const about = (): void => {
    const line = (text: string): HTMLElement => element("li", {}, text);
    showDialog(
      t.footer.title,
      element(
        "ul",
        { class: "privacy" },
        line(t.footer.nothing),
        line(t.footer.sync(state.facts.value.host)),
        line(t.footer.navigate),
        line(t.footer.locate),
        ...(state.facts.value.features.alerts ? [line(t.footer.receiver)] : []),
        line(t.footer.browser),
      ),
      element("button", { type: "button", class: "privacy-more", click: () => void showPrivacy() }, icon("shield"), t.privacy.open),
      element(
        "p",
        { class: "note" },
        `${actions.credit()} · `,
        element("a", { href: "/notices.txt", target: "_blank", rel: "noopener noreferrer" }, t.footer.notices),
      ),
    );
  };
  const setup = element(
    "button",
    { type: "button", class: "quiet", id: "setup", "aria-label": t.setup.title, title: t.setup.title, click: actions.setup },
    icon("setup"),
  );
  const print = element(
    "button",
    { type: "button", class: "quiet print-button", "aria-label": t.print.button, title: t.print.button, click: actions.print },
    icon("print"),
  );
  const keys = element("button", { type: "button", class: "quiet keys", "aria-label": t.shortcuts.open, click: shortcuts }, icon("keys"));
  singleKeys.follow((on) => (keys.title = on ? `${t.shortcuts.open} (?)` : t.shortcuts.open));
  return element(
    "footer",
    { class: "foot" },
    element("button", { type: "button", class: "link", id: "privacy", click: about }, icon("shield"), t.footer.device),
    setup,
    print,
    keys,
  );
}

/** The line on the map. */
export function attribution(text: string): HTMLElement {
  return element(
    "p",
    { class: "credit" },
    element("a", { href: "/notices.txt", target: "_blank", rel: "noopener noreferrer", title: t.footer.about }, text),
  );
}

export function shortcuts(): void {
  const keys: [string, string][] = [
    ["/", t.shortcuts.search],
    ["↑ ↓", t.shortcuts.move],
    [t.shortcuts.keys.ends, t.shortcuts.ends],
    [t.shortcuts.keys.enter, t.shortcuts.enter],
    [t.shortcuts.keys.escape, t.shortcuts.escape],
    ["← ↑ → ↓ + −", t.shortcuts.map],
    [t.shortcuts.keys.print, t.shortcuts.print],
    ["?", t.shortcuts.help],
  ];
  const list = element("dl", { class: "keys-list" });
  for (const [key, text] of keys) {
    const caps = key.split(" ").map((each) => element("kbd", {}, each));
    list.append(element("div", {}, element("dt", {}, ...caps), element("dd", {}, text)));
  }
  const single = element("button", { type: "button", class: "dialog-switch" }, icon("check"), t.shortcuts.single);
  const show = (): void => set(single, "aria-pressed", singleKeys.value ? "true" : "false");
  single.addEventListener("click", () => {
    singleKeys.value = !singleKeys.value;
    show();
  });
  show();
  showDialog(t.shortcuts.title, list, single);
}
