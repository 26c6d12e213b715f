// The number in a ring: as it is written, or shortened where the ring has no room for it.

import type { ExpressionSpecification } from "maplibre-gl";

type Expression = ExpressionSpecification;

const N: Expression = ["get", "n"];

/** From here on thousands are counted; a number that would be rounded to a million is one. */
const THOUSANDS_FROM = 10_000;
const MILLIONS_FROM = 999_500;

/** Words under the number are smaller than it, letters behind it are not. */
const WORD = 0.74;

/** `9,036`, `17k`, `1.2M`; in German, which has no such letters, `17` above `Tsd.`, `1,2` above `Mio.` */
export function clusterNumber(locale: string): Expression {
  const german = locale.startsWith("de");
  const [thousand, million] = german ? ["\nTsd.", "\nMio."] : ["k", "M"];
  const write = (value: Expression, digits: number): Expression => ["number-format", value, { locale, "max-fraction-digits": digits }];
  // MapLibre takes no digits at all for no wish, and writes three.
  const whole = (value: Expression): Expression => write(["round", value], 1);
  const number: Expression = [
    "case",
    ["<", N, THOUSANDS_FROM], whole(N),
    ["<", N, MILLIONS_FROM], whole(["/", N, 1_000]),
    write(["/", N, 1_000_000], 1),
  ];
  const unit: Expression = ["case", ["<", N, THOUSANDS_FROM], "", ["<", N, MILLIONS_FROM], thousand, million] as Expression;
  return ["format", number, {}, unit, { "font-scale": german ? WORD : 1 }];
}

/** Four digits and a separator are wide for their ring, which is the largest but one. */
export const clusterNumberSize: Expression = [
  "case",
  ["<", N, 1_000], ["interpolate", ["linear"], ["log10", N], 0.3, 10.5, 3, 13],
  ["<", N, THOUSANDS_FROM], 12,
  14,
];

export const CLUSTER_LINE_HEIGHT = 1;
