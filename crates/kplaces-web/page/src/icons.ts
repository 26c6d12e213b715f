const SVG = "http://www.w3.org/2000/svg";

// Lines of a 24 by 24 grid.
const LINES = {
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  sync: "M20 11a8 8 0 0 0-14.5-3.5L4 9M4 4.5V9h4.5M4 13a8 8 0 0 0 14.5 3.5L20 15M20 19.5V15h-4.5",
  locate: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v4M12 18v4M2 12h4M18 12h4",
  go: "M20.5 3.5L14 20.5l-3.5-7-7-3.5z",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  check: "M5 12.5l4.5 4.5L19 7",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  auto: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 4v16M12 8h6.9M12 12h8M12 16h6.9",
  drive: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM3.5 10.5l6.5.7M20.5 10.5l-6.5.7M12 14v7",
  shield: "M12 3l8 3v5.5c0 4.5-3.2 8-8 9.5-4.8-1.5-8-5-8-9.5V6zM8.5 12l2.5 2.5 4.5-5",
  down: "M6 9l6 6 6-6",
  warn: "M12 4L2.5 20h19zM12 10v4.5M12 17.5v.1",
  setup: "M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h11M19 17h1M17 15v4",
  keys: "M3 6h18v12H3zM7 10h.1M11 10h.1M15 10h.1M8 14h8",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  map: "M9 5L3 7v13l6-2 6 2 6-2V5l-6 2zM9 5v13M15 7v13",
  bell: "M12 3a6 6 0 0 0-6 6c0 6-2 7-2 8h16c0-1-2-2-2-8a6 6 0 0 0-6-6zM10 20.5a2.2 2.2 0 0 0 4 0",
  arrow: "M12 20V5M6 11l6-6 6 6",
} as const;

export type Icon = keyof typeof LINES;

/** A picture that only adds to the words beside it, or to the label of its button. */
export function icon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", LINES[name]);
  svg.append(path);
  return svg;
}

/** The sign of the product. */
export function sign(): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  const pin = document.createElementNS(SVG, "path");
  pin.setAttribute("d", "M16 2.5c-5.8 0-10.3 4.5-10.3 10.2 0 7.3 10.3 16.8 10.3 16.8s10.3-9.5 10.3-16.8C26.3 7 21.8 2.5 16 2.5z");
  pin.setAttribute("class", "sign-pin");
  const eye = document.createElementNS(SVG, "circle");
  for (const [key, value] of [["cx", "16"], ["cy", "12.7"], ["r", "4.2"], ["class", "sign-eye"]] as const) {
    eye.setAttribute(key, value);
  }
  svg.append(pin, eye);
  return svg;
}
