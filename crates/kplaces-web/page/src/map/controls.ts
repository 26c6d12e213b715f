// The buttons on the map.

import { element } from "../element.ts";
import { icon, type Icon } from "../icons.ts";
import { t } from "../language.ts";

export interface Controls {
  root: HTMLElement;
  position: HTMLButtonElement;
  grid: HTMLElement;
}

export function controls(actions: { zoom(by: number): void; fit(): void; locate(): void }): Controls {
  const button = (picture: Icon, label: string, action: () => void): HTMLButtonElement =>
    element("button", { type: "button", class: "map-button", title: label, "aria-label": label, click: action }, icon(picture));
  const position = button("locate", t.position.on, actions.locate);
  const grid = element("div", { class: "grid-label", hidden: true });
  const root = element(
    "section",
    { class: "map-buttons", "aria-label": t.controls.group },
    element(
      "div",
      { class: "map-pair" },
      button("plus", t.controls.in, () => actions.zoom(1)),
      button("minus", t.controls.out, () => actions.zoom(-1)),
    ),
    button("fit", t.controls.fit, actions.fit),
    position,
  );
  return { root, position, grid };
}
