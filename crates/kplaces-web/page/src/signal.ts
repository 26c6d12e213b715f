/** A value that can be watched. */
export class Signal<T> {
  #value: T;
  readonly #watchers = new Set<(value: T, before: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    const before = this.#value;
    if (Object.is(before, value)) return;
    this.#value = value;
    for (const watcher of [...this.#watchers]) watcher(value, before);
  }

  /** Calls `watcher` at every change from now on. */
  watch(watcher: (value: T, before: T) => void): void {
    this.#watchers.add(watcher);
  }

  /** Calls `watcher` now and at every change. */
  follow(watcher: (value: T) => void): void {
    watcher(this.#value);
    this.watch(watcher);
  }
}
