/**
 * The edge that each pixel lies on: the two colours of its neighbourhood that differ most. They are colours of real
 * pixels: a colour made of each channel's own extremes would be none of the picture's, and show as a coloured rim.
 */

/** Differences of a channel at which an edge begins to be one, and surely is one, in units of [-1, 1]. */
const EDGE = { from: 0.09, to: 0.38 };

export interface Edges {
  /** The one colour, [3, S, S]. */
  readonly start: Float32Array;
  /** From the one colour to the other, [3, S, S]. */
  readonly along: Float32Array;
  /** The square of their distance, [S, S]. */
  readonly length: Float32Array;
  /** 0 where there is only shading, 1 where there surely is an edge, [S, S]. */
  readonly strength: Float32Array;
}

/** Looks `reach` pixels far around each pixel of planes [3, S, S]. */
export function edgesOf(planes: Float32Array, size: number, reach: number): Edges {
  const area = size * size;
  const edges: Edges = {
    start: new Float32Array(3 * area),
    along: new Float32Array(3 * area),
    length: new Float32Array(area),
    strength: new Float32Array(area),
  };
  const near: number[] = [];
  for (let at = 0; at < area; at++) {
    neighbours(at, size, reach, near);
    const range = Math.max(...[0, area, 2 * area].map((plane) => rangeOf(planes, plane, near)));
    if (range <= EDGE.from) continue;
    const t = Math.min(1, (range - EDGE.from) / (EDGE.to - EDGE.from));
    edges.strength[at] = t * t * (3 - 2 * t);
    const [a, b, distance] = farthest(planes, area, near);
    edges.length[at] = distance;
    for (let plane = 0; plane < 3 * area; plane += area) {
      edges.start[plane + at] = planes[plane + a]!;
      edges.along[plane + at] = planes[plane + b]! - planes[plane + a]!;
    }
  }
  return edges;
}

function neighbours(at: number, size: number, reach: number, into: number[]): void {
  into.length = 0;
  const x = at % size;
  const y = Math.floor(at / size);
  for (let v = Math.max(0, y - reach); v <= Math.min(size - 1, y + reach); v++) {
    for (let u = Math.max(0, x - reach); u <= Math.min(size - 1, x + reach); u++) into.push(v * size + u);
  }
}

function rangeOf(planes: Float32Array, plane: number, near: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const at of near) {
    least = Math.min(least, planes[plane + at]!);
    most = Math.max(most, planes[plane + at]!);
  }
  return most - least;
}

/** The two pixels whose colours are farthest apart, and the square of their distance. */
function farthest(planes: Float32Array, area: number, near: readonly number[]): [a: number, b: number, square: number] {
  let first = near[0]!;
  let second = near[0]!;
  let most = 0;
  for (let i = 0; i < near.length; i++) {
    const a = near[i]!;
    for (let j = i + 1; j < near.length; j++) {
      const b = near[j]!;
      const red = planes[a]! - planes[b]!;
      const green = planes[area + a]! - planes[area + b]!;
      const blue = planes[2 * area + a]! - planes[2 * area + b]!;
      const square = red * red + green * green + blue * blue;
      if (square <= most) continue;
      most = square;
      first = a;
      second = b;
    }
  }
  return [first, second, most];
}
