/** Can the nearest neighbour tell made from real? The plainest of the classifier two-sample tests. */
import { type Share, shareOf } from "./bootstrap.ts";
import { squaredDistances } from "./distances.ts";
import type { Rows } from "./gaussian.ts";

/** How often the nearest other row is of the same kind. */
export interface NeighbourTest {
  /** Near 0.5 where the two cannot be told apart, 1 where they lie apart, below 0.5 where rows have copies in the other set. */
  readonly accuracy: Share;
  /** The two kinds by themselves: high among made ones alone means that they crowd together. */
  readonly made: number;
  readonly real: number;
}

/**
 * The accuracy of a 1-nearest-neighbour classifier (Lopez-Paz and Oquab 2017), left out one by one so that every row is
 * both example and question (Xu et al. 2018, section 2). Under one distribution it is 1/2 up to chance; the interval is
 * Wilson's, as if the answers were independent.
 * @throws RangeError unless both have the same count, two rows or more: a classifier would otherwise name the larger one
 */
export function neighbourTest(made: Rows, real: Rows): NeighbourTest {
  const n = made.count;
  if (n !== real.count || n < 2) {
    throw new RangeError(
      `quality: a neighbour test needs as many rows of each, two or more, not ${n} and ${real.count}.`,
    );
  }
  const across = squaredDistances(made, real);
  const right = { made: 0, real: 0 };
  const [among, amongReal] = [squaredDistances(made, made), squaredDistances(real, real)];
  for (let i = 0; i < n; i++) {
    let [own, other, ownReal, otherMade] = [Infinity, Infinity, Infinity, Infinity];
    for (let j = 0; j < n; j++) {
      other = Math.min(other, across[i * n + j]!);
      otherMade = Math.min(otherMade, across[j * n + i]!);
      if (j === i) continue;
      own = Math.min(own, among[i * n + j]!);
      ownReal = Math.min(ownReal, amongReal[i * n + j]!);
    }
    if (own < other) right.made++;
    if (ownReal < otherMade) right.real++;
  }
  return { accuracy: shareOf(right.made + right.real, 2 * n), made: right.made / n, real: right.real / n };
}
