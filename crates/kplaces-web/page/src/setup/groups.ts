// Which groups the device takes.

import { element, fill } from "../element.ts";
import { t } from "../language.ts";
import type { ChosenGroups, LegendEntry } from "../model.ts";
import { chooser } from "../panel/chooser.ts";
import { commas } from "../panel/row.ts";

/** The part of the dialog about groups; `done` is told which were chosen. */
export function groupsPart({ known, chosen, locked }: ChosenGroups, done: (groups: string[]) => void, close: () => void, say: (text: string) => void): HTMLElement {
  const root = element("section", { class: "setup-part", "aria-label": t.setup.groups });
  const now = element("p", {}, ...(chosen.length > 0 ? [`${t.setup.only} `, ...commas(chosen)] : [t.setup.all]));
  const title = element("h3", {}, t.setup.groups);
  if (locked !== null) {
    fill(root, title, now, element("p", { class: "note" }, `${t.setup.setElsewhere} ${locked}`));
    return root;
  }
  // One that the account does not have any more can still be taken out.
  const names = [...known, ...chosen.filter((name) => !known.includes(name))];
  if (names.length === 0) {
    fill(root, title, now, element("p", { class: "note" }, t.setup.noneKnown));
    return root;
  }
  const entries = names.map((name, index): LegendEntry => ({ index, name, places: 0, swatch: 0, rgb: "" }));
  let wanted = entries.filter(({ name }) => name !== null && chosen.includes(name)).map(({ index }) => index);
  const apply = (): void => done(wanted.map((index) => names[index] ?? ""));
  const open = (): void => {
    const list = chooser({
      id: "take",
      label: t.filter.find.group,
      entries,
      note: t.setup.note,
      title: ({ name }) => name ?? "",
      dot: () => null,
      amount: () => "",
      chosen: () => wanted,
      toggle: ({ index }) => {
        wanted = wanted.includes(index) ? wanted.filter((each) => each !== index) : [...wanted, index];
        list.update();
      },
      say,
      done: apply,
      doneLabel: t.setup.apply,
      leave: close,
    });
    fill(root, title, now, list.root);
    list.focus();
  };
  const change = element("button", { type: "button", id: "choose-groups", click: open }, t.setup.change);
  fill(root, title, now, change);
  return root;
}
