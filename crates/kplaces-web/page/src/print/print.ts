// Printing: by the button and Ctrl+P with everything, by the browser's menu with what is there at once.

import { dialogOpen } from "../dialog.ts";
import { t } from "../language.ts";
import type { State } from "../state.ts";
import { collect } from "./collect.ts";
import { paper } from "./paper.ts";

export interface Printing {
  /** The map as it is, for paper; nothing where there is none. */
  picture(): HTMLCanvasElement | null;
  /** Waits until the map is drawn light, and gives back what makes it as it was. */
  lighten(): Promise<() => void>;
  tell(text: string): void;
}

/** Gives what the button does. */
export function printing(state: State, parts: Printing): () => void {
  let sheet: HTMLElement | null = null;
  let busy = false;
  const put = (made: HTMLElement): void => {
    sheet?.remove();
    sheet = made;
    document.body.append(made);
  };

  const print = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      parts.tell(t.print.collecting);
      const [collected, back] = await Promise.all([collect(state), parts.lighten()]);
      put(paper(state, parts.picture(), collected));
      back();
      window.print();
    } catch {
      parts.tell(t.print.failed);
    } finally {
      busy = false;
    }
  };

  addEventListener("keydown", (event) => {
    const wanted = event.key.toLowerCase() === "p" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    // A dialog is printed as it is: it may be the privacy statement.
    if (!wanted || dialogOpen()) return;
    event.preventDefault();
    void print();
  });
  addEventListener("beforeprint", () => {
    if (!sheet && !dialogOpen()) put(paper(state, parts.picture(), null));
  });
  addEventListener("afterprint", () => {
    // What is printed is not kept: places may be erased.
    sheet?.remove();
    sheet = null;
  });
  return () => void print();
}
