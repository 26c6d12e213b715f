// A list of any length, of which only the rows in view are drawn. At the desk it is a list box for
// the keyboard; in driver mode every row has buttons, so it is a plain list.

import { element, fill, set } from "../element.ts";
import { t } from "../language.ts";
import type { Row } from "../model.ts";
import { arrange, become } from "../patch.ts";
import { keepEnds } from "./name-end.ts";
import { Press } from "./press.ts";
import { scrollFor, windowOf } from "./window.ts";

export interface Drawing {
  total: number;
  row(index: number): Row | undefined;
  /** These are about to be drawn. */
  need(first: number, end: number): void;
}

export interface Actions {
  open(row: Row): void;
  /** The pointer or the keyboard is at this row. */
  point(row: Row | null): void;
  content(row: Row, drive: boolean): Node[];
}

interface Drawn {
  node: HTMLElement;
  row: Row | undefined;
}

export class List {
  readonly root = element("div", { id: "list", class: "list" });
  readonly #space = element("div", { class: "list-space", role: "presentation" });
  readonly #actions: Actions;
  readonly #press = new Press(this.root);
  #drawn = new Map<number, Drawn>();
  #drawing: Drawing = { total: 0, row: () => undefined, need: () => undefined };
  #drive = false;
  #height = 60;
  #active = -1;

  constructor(actions: Actions) {
    this.#actions = actions;
    this.root.append(this.#space);
    this.root.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("focus", () => this.#begin());
    this.root.addEventListener("click", ({ target }) => this.#click(target as Element));
    this.root.addEventListener("pointerover", ({ target, pointerType }) => {
      const row = this.#drive || pointerType !== "mouse" ? undefined : this.#at(target as Element)?.row;
      if (row) actions.point(row);
    });
    this.root.addEventListener("pointerleave", () => actions.point(null));
    new ResizeObserver(() => this.redraw()).observe(this.root);
    this.#roles();
  }

  /** The first row that is in view. */
  get firstSeen(): number {
    const { clientHeight, scrollTop } = this.root;
    return windowOf(this.#drawing.total, this.#height, clientHeight, scrollTop + this.#height - 1, 0).first;
  }

  /** The rows under a finger stay until it is lifted, or the press would be another's. */
  show(drawing: Drawing, top: boolean): void {
    this.#press.after(() => {
      this.#drawing = drawing;
      if (top) {
        this.root.scrollTop = 0;
        this.#active = -1;
      }
      this.#active = Math.min(this.#active, drawing.total - 1);
      this.redraw();
      if (document.activeElement === this.root) this.#begin();
    });
  }

  redraw(): void {
    // Rows are as high as the style says, which differs by device and mode.
    const height = parseFloat(getComputedStyle(this.root).getPropertyValue("--row"));
    if (height > 0) this.#height = height;
    this.#draw(true);
  }

  /** Rows that were missing have come. */
  update(): void {
    this.#draw();
  }

  mode(drive: boolean): void {
    this.#drive = drive;
    this.#active = -1;
    this.root.scrollTop = 0;
    this.#roles();
    this.#space.replaceChildren();
    this.#drawn.clear();
    this.redraw();
  }

  /** What is shown is old: it can be read, and nothing of it pressed. */
  set outdated(is: boolean) {
    this.root.classList.toggle("outdated", is);
    this.#space.inert = is;
  }

  get outdated(): boolean {
    return this.#space.inert;
  }

  focus(): void {
    this.root.focus();
  }

  openActive(): void {
    if (this.#space.inert) return;
    const row = this.#drawing.row(Math.max(0, this.#active));
    if (row) this.#actions.open(row);
  }

  #roles(): void {
    set(this.root, "role", this.#drive ? "list" : "listbox");
    set(this.root, "aria-label", t.list.label);
    set(this.root, "tabindex", this.#drive ? null : 0);
    set(this.root, "aria-activedescendant", null);
  }

  /** `anew`: also what is in the rows that stay. */
  #draw(anew = false): void {
    if (this.#press.down) return this.#press.after(() => this.#draw(anew), "draw");
    const { total } = this.#drawing;
    const { clientHeight, scrollTop } = this.root;
    const { first, end, height, shift } = windowOf(total, this.#height, clientHeight, scrollTop);
    this.#space.style.height = `${height}px`;
    this.#drawing.need(first, end);
    const before = this.#drawn;
    const focusedAt = [...before].find(([, { node }]) => node.contains(document.activeElement))?.[0];
    this.#drawn = this.#kept(first, end, anew);
    const nodes = [...this.#drawn.values()].map(({ node }) => node);
    for (const { node } of before.values()) if (!nodes.includes(node)) node.remove();
    arrange(this.#space, nodes);
    for (const [index, { node }] of this.#drawn) {
      node.id = `row-${index}`;
      set(node, "aria-setsize", total);
      set(node, "aria-posinset", index + 1);
      node.style.transform = `translateY(${index * this.#height + shift}px)`;
      node.classList.toggle("active", index === this.#active);
      if (!this.#drive) set(node, "aria-selected", index === this.#active ? "true" : "false");
    }
    keepEnds(nodes);
    const active = this.#drawn.has(this.#active) && !this.#drive ? `row-${this.#active}` : null;
    set(this.root, "aria-activedescendant", active);
    if (anew && focusedAt !== undefined) this.#keepFocus(Math.min(focusedAt, total - 1));
  }

  /** The rows from `first` up to `end`, in the elements that they had already. */
  #kept(first: number, end: number, anew: boolean): Map<number, Drawn> {
    const spare = new Map<string, Drawn>();
    for (const drawn of this.#drawn.values()) if (drawn.row) spare.set(drawn.row.key, drawn);
    const kept = new Map<number, Drawn>();
    for (let index = first; index < end; index += 1) {
      const row = this.#drawing.row(index);
      const old = row && spare.get(row.key);
      if (!old) {
        kept.set(index, { node: this.#make(row), row });
        continue;
      }
      spare.delete(row.key);
      if (anew || old.row !== row) become(old.node, this.#make(row));
      kept.set(index, { node: old.node, row });
    }
    return kept;
  }

  /** Where the row with the focus has gone, the one that took its place gets it. */
  #keepFocus(index: number): void {
    if (this.root.contains(document.activeElement)) return;
    this.#drawn.get(index)?.node.querySelector<HTMLElement>(".row-open")?.focus({ preventScroll: true });
  }

  #at(target: Element): Drawn | undefined {
    const node = target.closest(".row");
    return [...this.#drawn.values()].find((drawn) => drawn.node === node);
  }

  /** In driver mode a row has a button of its own, beside the one that navigates. */
  #click(target: Element): void {
    const drawn = this.#drive && !target.closest(".row-open") ? undefined : this.#at(target);
    if (!drawn?.row) return;
    if (!this.#drive) this.#active = Number(drawn.node.id.replace("row-", ""));
    this.#actions.open(drawn.row);
  }

  #make(row: Row | undefined): HTMLElement {
    const node = element("div", {
      class: row ? "row" : "row missing",
      role: this.#drive ? "listitem" : "option",
      "aria-label": row ? null : t.loading,
    });
    if (row) fill(node, ...this.#actions.content(row, this.#drive));
    return node;
  }

  /** With the focus, whenever it came, a row is the active one. */
  #begin(): void {
    if (this.#active < 0) this.#activate(this.firstSeen);
  }

  #activate(index: number): void {
    const { total } = this.#drawing;
    if (total === 0) return;
    this.#active = Math.max(0, Math.min(total - 1, index));
    const { clientHeight, scrollTop } = this.root;
    this.root.scrollTop = scrollFor(this.#active, total, this.#height, clientHeight, scrollTop);
    this.#draw();
    this.#actions.point(this.#drawing.row(this.#active) ?? null);
  }

  #key(event: KeyboardEvent): void {
    if (this.#drive || event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.#height) - 1);
    const moves: Record<string, number> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#drawing.total - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) this.#activate(to);
    else if (event.key === "Enter" || event.key === " ") this.openActive();
    else return;
    event.preventDefault();
  }
}
