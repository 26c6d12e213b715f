// On a phone the panel is a sheet at the lower edge, with three heights.

import { element } from "../element.ts";
import { t } from "../language.ts";

const HEIGHTS = ["peek", "half", "full"] as const;

export type Height = (typeof HEIGHTS)[number];

export const PHONE = "(max-width: 700px)";

/** A drag shorter than this is a tap. */
const TAP = 8;

export class Sheet {
  readonly grip: HTMLElement;
  readonly #panel: HTMLElement;
  readonly #moved: () => void;
  #height: Height = "half";

  constructor(panel: HTMLElement, moved: () => void) {
    this.#panel = panel;
    this.#moved = moved;
    this.grip = element("button", { type: "button", class: "grip", id: "grip" });
    this.#drag();
    this.set("half");
  }

  get height(): Height {
    return this.#height;
  }

  set(height: Height): void {
    const changed = this.#height !== height;
    this.#height = height;
    this.#panel.dataset["sheet"] = height;
    const label = height === "full" ? t.sheet.smaller : t.sheet.larger;
    this.grip.setAttribute("aria-label", label);
    this.grip.setAttribute("aria-expanded", height === "peek" ? "false" : "true");
    if (changed) this.#moved();
  }

  /** At least half open. */
  open(): void {
    if (this.#height === "peek") this.set("half");
  }

  #drag(): void {
    let from: { y: number; height: number } | null = null;
    let dragged = false;
    const { grip } = this;
    grip.addEventListener("pointerdown", (event) => {
      from = { y: event.clientY, height: this.#panel.offsetHeight };
      dragged = false;
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (!from || Math.abs(event.clientY - from.y) < TAP) return;
      dragged = true;
      this.#panel.style.height = `${from.height + from.y - event.clientY}px`;
      this.#panel.classList.add("dragged");
    });
    const end = (): void => {
      const share = this.#panel.offsetHeight / innerHeight;
      this.#panel.style.height = "";
      this.#panel.classList.remove("dragged");
      if (from && dragged) this.set(share > 0.68 ? "full" : share > 0.32 ? "half" : "peek");
      from = null;
    };
    grip.addEventListener("pointerup", end);
    grip.addEventListener("pointercancel", end);
    grip.addEventListener("click", () => {
      if (dragged) return void (dragged = false);
      this.set(this.#height === "half" ? "full" : this.#height === "full" ? "peek" : "half");
    });
  }
}
