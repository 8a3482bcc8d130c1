/**
 * What a caption leaves open, as an input of the model: how many things there are, in which style, and where each
 * stands, how large, how tilted and whether mirrored (conditioning on what the data's making knows: Podell et al.
 * 2023, section 2.2). Then a prompt has nearly one picture, and a seed chooses the layout.
 * Legend: N batch, K latent tokens, F layout features.
 */
import type { Value } from "../../graph/index.ts";
import { type LatentConfig, latentSize } from "./config.ts";

/** Where a thing stands, in units of the picture's side. */
export interface Place {
  /** Its centre, from the left and from the top. */
  readonly x: number;
  readonly y: number;
  /** The side of its square. */
  readonly side: number;
  /** Clockwise, in radians. */
  readonly angle: number;
  readonly mirror: boolean;
}

export interface Layout {
  /** Index of the style. */
  readonly style: number;
  /** One to `MOST_THINGS`, in the order in which a caption names them. */
  readonly things: readonly Place[];
}

export const MOST_THINGS = 3;
export const LAYOUT_STYLES = 3;
/** Which thing a token belongs to, one-hot; the last stands for an unknown layout. */
export const OWNERS = MOST_THINGS + 1;

/** Cycles of the sines and cosines over a thing's own side. */
const FREQUENCIES = [0.5, 1, 2, 4];
/** Style and number, one-hot, behind the owner. */
export const LAYOUT_GLOBALS = LAYOUT_STYLES + MOST_THINGS;
/** Owner, style and number, then the owner's size, tilt and mirroring, then the token's place in the owner's frame. */
export const LAYOUT_FEATURES = OWNERS + LAYOUT_GLOBALS + 4 + 2 + 4 * FREQUENCIES.length;

/** Features of each token, [N, K, F]; an undefined layout is one that nobody knows. */
export function layoutFeatures(layouts: readonly (Layout | undefined)[], config: LatentConfig): Value {
  const size = latentSize(config.autoencoder);
  const data = new Float32Array(layouts.length * size * size * LAYOUT_FEATURES);
  layouts.forEach((layout, n) => {
    for (let k = 0; k < size * size; k++) {
      const at = (n * size * size + k) * LAYOUT_FEATURES;
      const row = data.subarray(at, at + LAYOUT_FEATURES);
      if (layout === undefined) row[OWNERS - 1] = 1;
      else fillToken(row, layout, ((k % size) + 0.5) / size, (Math.floor(k / size) + 0.5) / size);
    }
  });
  return { dtype: "float32", shape: [layouts.length, size * size, LAYOUT_FEATURES], data };
}

function fillToken(row: Float32Array, { style, things }: Layout, x: number, y: number): void {
  const frames = things.map((thing) => within(thing, x, y));
  const reach = frames.map(([u, v]) => Math.max(Math.abs(u), Math.abs(v)));
  const owner = reach.indexOf(Math.min(...reach));
  const { side, angle, mirror } = things[owner]!;
  const [u, v] = frames[owner]!.map((w) => Math.max(-1, Math.min(1, w))) as [number, number];
  row[owner] = 1;
  row[OWNERS + style] = 1;
  row[OWNERS + LAYOUT_STYLES + things.length - 1] = 1;
  const waves = FREQUENCIES.flatMap((f) =>
    [u, v].flatMap((w) => [Math.sin(2 * Math.PI * f * w), Math.cos(2 * Math.PI * f * w)]),
  );
  row.set(
    [4 * (side - 0.75), 4 * Math.sin(angle), mirror ? 1 : -1, 1, 2 * u, 2 * v, ...waves],
    OWNERS + LAYOUT_GLOBALS,
  );
}

/** A point of the picture in a thing's own frame: upright, unmirrored, -½ to ½ across it. */
function within({ x, y, side, angle, mirror }: Place, px: number, py: number): [number, number] {
  const [dx, dy] = [(px - x) / side, (py - y) / side];
  const u = Math.cos(angle) * dx + Math.sin(angle) * dy;
  return [mirror ? -u : u, Math.cos(angle) * dy - Math.sin(angle) * dx];
}

/**
 * What of a layout is a matter of the prompt, as answers to questions: a head of the text encoder learns how likely
 * each is. The rest (place, size, tilt) depends on no word.
 */
export const QUESTIONS = {
  /** None known, or how many things. */
  number: 1 + MOST_THINGS,
  style: LAYOUT_STYLES,
  /** Whether the thing named first stands on the right. */
  swapped: 2,
  /** Whether the first and the second thing are mirrored. */
  mirrored: 2,
  mirroredSecond: 2,
} as const;
type Question = keyof typeof QUESTIONS;
export type Answers = Readonly<Record<Question, number>>;
export const ANSWERS = Object.values(QUESTIONS).reduce((sum, n) => sum + n, 0);

/** The answers of a layout; null where it does not say. */
export function answersOf(layout: Layout | undefined): Record<Question, number | null> {
  const [first, second] = layout?.things ?? [];
  return {
    number: layout?.things.length ?? 0,
    style: layout?.style ?? null,
    swapped: first && second ? Number(first.x > second.x) : null,
    mirrored: first ? Number(first.mirror) : null,
    mirroredSecond: second ? Number(second.mirror) : null,
  };
}

/** The answers of layouts as targets: int64 [N, Q], and 1 where there is one, [N, Q]. */
export function answerTargets(layouts: readonly (Layout | undefined)[]): { answers: Value; known: Value } {
  const rows = layouts.flatMap((layout) => Object.values(answersOf(layout)));
  const shape = [layouts.length, Object.keys(QUESTIONS).length];
  return {
    answers: { dtype: "int64", shape, data: BigInt64Array.from(rows, (a) => BigInt(a ?? 0)) },
    known: { dtype: "float32", shape, data: Float32Array.from(rows, (a) => (a === null ? 0 : 1)) },
  };
}

/** Draws answers by the head's logits of one prompt, [ANSWERS], with a number in [0, 1) for each question. */
export function drawAnswers(logits: Float32Array, chance: () => number): Answers {
  let at = 0;
  const draw = (count: number): number => {
    const weights = Array.from(logits.subarray(at, at + count), Math.exp);
    at += count;
    let rest = chance() * weights.reduce((sum, w) => sum + w, 0);
    const drawn = weights.findIndex((w) => {
      rest -= w;
      return rest < 0;
    });
    return drawn < 0 ? count - 1 : drawn;
  };
  return Object.fromEntries(Object.entries(QUESTIONS).map(([question, count]) => [question, draw(count)])) as Record<
    Question,
    number
  >;
}
