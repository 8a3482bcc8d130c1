/** Numbers as grammars: whole ones between two bounds, and decimals that keep within them. */
import { between, character, type Grammar, inOrder, oneOf, repeat, text } from "./grammar.ts";

/** The largest number of 15 digits: every whole one up to it is exact in a double. */
const LARGEST = 999_999_999_999_999;
const DECIMALS = 6;
const digits = (n: number): number[] => Array.from(String(n), (digit) => digit.charCodeAt(0));

export interface Bounds {
  /** Infinite where there is none. */
  readonly least: number;
  readonly most: number;
}
export const unbounded: Bounds = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/** Whole numbers within bounds, without leading zeros; never "-0". Nothing where none lies between. */
export function wholeNumbers({ least, most }: Bounds): Grammar {
  return oneOf(
    ...upwards(Math.max(0, Math.ceil(least)), Math.floor(most)),
    ...upwards(Math.max(1, Math.ceil(-most)), Math.floor(-least)).map((n) => inOrder(text("-"), n)),
  );
}

/**
 * Whole numbers, and decimals of up to six places whose whole part leaves room: with a maximum of 2.5, 1.9 comes and 2.4
 * does not. So what comes fits, but not all that fits comes.
 */
export function decimalNumbers(bounds: Bounds): Grammar {
  const places = inOrder(text("."), repeat(character(["0", "9"]), 1, DECIMALS));
  const { least, most } = bounds;
  const above = upwards(Math.max(0, Math.ceil(least)), Math.floor(most) - 1);
  const below = upwards(Math.max(0, Math.ceil(-most)), Math.floor(-least) - 1);
  return oneOf(
    wholeNumbers(bounds),
    ...above.map((n) => inOrder(n, places)),
    ...below.map((n) => inOrder(text("-"), n, places)),
  );
}

/** Whole numbers from one to another, neither below 0: one grammar for each number of digits. */
function upwards(from: number, to: number): Grammar[] {
  const end = Math.min(to, LARGEST);
  if (from === 0 && end === LARGEST) {
    return [oneOf(text("0"), inOrder(character(["1", "9"]), repeat(character(["0", "9"]), 0, 14)))];
  }
  const found: Grammar[] = [];
  for (let low = from; low <= end; ) {
    const high = Math.min(end, 10 ** String(low).length - 1);
    found.push(oneOf(...between(digits(low), digits(high), 0x30, 0x39)));
    low = high + 1;
  }
  return found;
}
