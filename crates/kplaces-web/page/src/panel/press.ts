// Holds changes back while a pointer is down, so that a press ends where it began.

export class Press {
  down = false;
  /** By name, the last of each counts. */
  readonly #late = new Map<string, () => void>();

  constructor(root: HTMLElement) {
    // Of another button the end may go to the menu that it opens.
    root.addEventListener("pointerdown", ({ button }) => (this.down ||= button === 0));
    for (const end of ["pointerup", "pointercancel"]) {
      // The click comes after the pointer is up; what was held back comes after the click.
      addEventListener(end, () => this.down && setTimeout(() => this.#up()));
    }
  }

  /** Does it at once, or when the pointer is up. */
  after(change: () => void, name = "show"): void {
    if (this.down) this.#late.set(name, change);
    else change();
  }

  #up(): void {
    this.down = false;
    const late = [...this.#late.values()];
    this.#late.clear();
    for (const change of late) change();
  }
}
