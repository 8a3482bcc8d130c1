/** Does another seed give another picture? Differences within one prompt, held against those between prompts. */

export interface Variety {
  /** Mean RMS difference of two pictures of one prompt; 0 means that the seed changes nothing. */
  readonly within: number;
  /** Mean RMS difference of two pictures of different prompts. */
  readonly between: number;
  /** Share of pairs of one prompt that differ by less than a tenth of `between`: near-duplicates. */
  readonly repeats: number;
}

/**
 * @param groups for each prompt, its pictures from different seeds: at least two, all of one length and scale
 * @throws RangeError if there are fewer than two prompts or than two pictures of one
 */
export function variety(groups: readonly (readonly Float32Array[])[]): Variety {
  if (groups.length < 2 || groups.some((group) => group.length < 2)) {
    throw new RangeError("variety: needs two prompts or more with two pictures or more each.");
  }
  const within: number[] = [];
  for (const group of groups) {
    for (const [i, one] of group.entries()) for (const other of group.slice(i + 1)) within.push(rms(one, other));
  }
  const between = groups.flatMap((group, g) => groups.slice(g + 1).map((other) => rms(group[0]!, other[0]!)));
  const apart = mean(between);
  return { within: mean(within), between: apart, repeats: mean(within.map((d) => (d < apart / 10 ? 1 : 0))) };
}

function rms(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i]! - other[i]!) ** 2;
  return Math.sqrt(sum / one.length);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
