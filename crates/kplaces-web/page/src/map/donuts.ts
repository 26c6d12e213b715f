// Pictures of the map that are drawn here: the donuts of clusters, and the dots of towns.

import type { Map as GLMap } from "maplibre-gl";

import { TONES, type Theme } from "./themes.ts";

const RADII = [15, 18.5, 23, 28, 34];
const MARGIN = 6;
const SCALE = 2;
const EIGHTHS = 8;

/** `05g3` is swatch 0 for five eighths and swatch 16 for three: digits, and then letters. */
export function shares(mix: string): { swatch: number; eighths: number }[] {
  const found = [];
  for (let at = 0; at + 1 < mix.length; at += 2) {
    found.push({ swatch: parseInt(mix[at] ?? "", 36), eighths: Number(mix[at + 1]) });
  }
  return found;
}

/** Donuts beyond are too many to keep. A screen shows some dozens. */
const MOST = 500;

/**
 * Answers the map's question for a picture: `light|group|d|SIZE|MIX` or `town|KIND|light`, or `room`, which is empty.
 * What comes back drops the donuts of a kind, to be drawn again where they are still seen: a name
 * tells numbers of swatches only, so that they are of no use when the swatches have changed.
 */
export function keepPictures(map: GLMap, swatches: (by: string) => string[]): (by: string) => void {
  const donuts = new Set<string>();
  const drop = (dropped: Iterable<string>): void => {
    for (const id of dropped) {
      if (map.hasImage(id)) map.removeImage(id);
      donuts.delete(id);
    }
  };
  // Between two movements, so that a screen with more than that many does not go round in circles.
  map.on("moveend", () => donuts.size > MOST && drop([...donuts]));
  map.setMissingStyleImageResolver((id) => {
    if (map.hasImage(id)) return;
    const [shade, by = "", kind, size, mix = ""] = id.split("|");
    if (shade === "town") {
      return void map.addImage(id, town(by === "capital", kind === "dark" ? "dark" : "light"), { pixelRatio: SCALE });
    }
    if (shade === "room") return void map.addImage(id, picture(canvas(18)), { pixelRatio: SCALE });
    if (kind !== "d") return;
    const drawn = donut(shade === "dark" ? "dark" : "light", Number(size), mix, swatches(by));
    map.addImage(id, drawn, { pixelRatio: SCALE });
    donuts.add(id);
  });
  return (by) => drop([...donuts].filter((id) => id.split("|")[1] === by));
}

function canvas(pixels: number): OffscreenCanvasRenderingContext2D {
  const size = Math.ceil(pixels * SCALE);
  // Read back at once: kept in memory, drawing takes half the time.
  const pen = new OffscreenCanvas(size, size).getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("no 2D canvas");
  pen.scale(SCALE, SCALE);
  pen.translate(pixels / 2, pixels / 2);
  return pen;
}

function picture(pen: OffscreenCanvasRenderingContext2D): ImageData {
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}

function donut(theme: Theme, size: number, mix: string, swatches: string[]): ImageData {
  const tones = TONES[theme];
  const radius = RADII[size] ?? 15;
  const pen = canvas((radius + MARGIN) * 2);
  const disc = (r: number): void => {
    pen.beginPath();
    pen.arc(0, 0, r, 0, 2 * Math.PI);
    pen.fill();
  };
  pen.shadowColor = theme === "dark" ? "rgba(0,0,0,.6)" : "rgba(15,23,42,.3)";
  pen.shadowBlur = 5 * SCALE;
  pen.shadowOffsetY = 1.5 * SCALE;
  pen.fillStyle = tones.core;
  disc(radius);
  pen.shadowColor = "transparent";

  const width = Math.max(4, radius * 0.21);
  const middle = radius - 1.8 - width / 2;
  const parts = shares(mix);
  const gap = parts.length > 1 ? 1.6 / middle : 0;
  pen.lineWidth = width;
  let from = -Math.PI / 2;
  for (const { swatch, eighths } of parts) {
    const turn = (eighths / EIGHTHS) * 2 * Math.PI;
    pen.strokeStyle = swatches[swatch] ?? tones.number;
    pen.beginPath();
    pen.arc(0, 0, middle, from + gap / 2, from + turn - gap / 2);
    pen.stroke();
    from += turn;
  }
  return picture(pen);
}

function town(capital: boolean, theme: Theme): ImageData {
  const tones = TONES[theme];
  const pen = canvas(10);
  pen.beginPath();
  pen.arc(0, 0, capital ? 2.6 : 1.9, 0, 2 * Math.PI);
  pen.fillStyle = capital ? tones.city : tones.halo;
  pen.fill();
  pen.lineWidth = 1.1;
  pen.strokeStyle = tones.city;
  pen.stroke();
  return picture(pen);
}
