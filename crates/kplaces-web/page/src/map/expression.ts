import type { ExpressionSpecification } from "maplibre-gl";

type Stop = number | string | ExpressionSpecification;

/** A value that changes with the zoom: pairs of zoom and value. */
export function zoomed(...stops: Stop[]): ExpressionSpecification {
  return ["interpolate", ["linear"], ["zoom"], ...stops] as ExpressionSpecification;
}

/** The same for widths of roads and rivers, which double from zoom to zoom. */
export function growing(...stops: Stop[]): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], ...stops] as ExpressionSpecification;
}

export const REGULAR = ["Inter"];
export const STRONG = ["Inter SemiBold"];
