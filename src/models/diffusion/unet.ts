/**
 * The U-Net (Ronneberger et al. 2015; Ho et al. 2020, appendix B), with scale and shift from time and label behind the
 * second norm of each block (Dhariwal and Nichol 2021, section 4.3).
 * Legend: N batch, C picture channels, S picture size, W channels of a level, H its side, G groups, E embedding.
 */
import {
  add,
  concat,
  constant,
  cos,
  embedding,
  layerNorm,
  mul,
  reshape,
  silu,
  sin,
  slice,
  type Tensor,
  transpose,
  type Value,
} from "../../graph/index.ts";
import {
  type AttentionLayer,
  attend,
  type Conv,
  convolve,
  init,
  initAttention,
  initConv,
  initLinear,
  initNorm,
  type Linear,
  linear,
  type Norm,
  type Rng,
} from "../../nn/index.ts";
import { depthToSpace, spaceToDepth } from "../latent/autoencoder.ts";
import type { UnetConfig } from "./config.ts";

type ResidualBlock<T> = {
  readonly norm: Norm<T>;
  readonly first: Conv<T>;
  readonly norm2: Norm<T>;
  /** Time and label → scale and shift. */
  readonly time: Linear<T>; // [E, 2·W]
  readonly second: Conv<T>;
  /** Where the block changes the channels. */
  readonly skip?: Conv<T>;
};
type Stage<T> = {
  readonly block: ResidualBlock<T>;
  readonly attention?: { readonly norm: Norm<T> } & AttentionLayer<T>;
};
export type UnetParams<T> = {
  readonly time: { readonly up: Linear<T>; readonly out: Linear<T> };
  readonly labels: readonly T[]; // one for each question: [answers + 1, E], the first row for none
  readonly stem: Conv<T>;
  readonly down: readonly { readonly stages: readonly Stage<T>[]; readonly halve?: Conv<T> }[];
  readonly middle: readonly [Stage<T>, Stage<T>];
  readonly up: readonly { readonly stages: readonly Stage<T>[]; readonly double?: Conv<T> }[];
  readonly norm: Norm<T>;
  readonly out: Conv<T>;
};

/** Embedding width, in units of `width`. */
const EMBEDDING = 4;

/** @throws RangeError where sizes do not divide */
export function initUnet(rng: Rng, config: UnetConfig, outputChannels: number): UnetParams<Value> {
  checkSizes(config);
  const { width, multipliers, blocks, labels, patch, channels } = config;
  const embed = EMBEDDING * width;
  const widths = multipliers.map((m) => m * width);
  const stage = (name: string, from: number, to: number, level: number, attends = isAttentive(config, level)) => ({
    block: initBlock(rng.split(name), from, to, embed),
    ...(attends ? { attention: initSelf(rng.split(`${name}.attention`), to) } : {}),
  });
  const bottom = widths.length - 1;
  const skips = [widths[0]!]; // channels of what the way up is given
  const down = widths.map((to, level) => {
    const stages = Array.from({ length: blocks }, (_, i) => {
      const from = i > 0 ? to : (widths[level - 1] ?? to);
      skips.push(to);
      return stage(`down${level}.${i}`, from, to, level);
    });
    if (level === bottom) return { stages };
    skips.push(to);
    return { stages, halve: initConv(rng.split(`halve${level}`), 4 * to, to, 1) };
  });
  const deep = widths[bottom]!;
  const up = widths.map((_, i) => {
    const level = bottom - i;
    const to = widths[level]!;
    const stages = Array.from({ length: blocks + 1 }, (_, j) => {
      const from = j > 0 ? to : (widths[level + 1] ?? to);
      return stage(`up${level}.${j}`, from + skips.pop()!, to, level);
    });
    return level === 0 ? { stages } : { stages, double: initConv(rng.split(`double${level}`), to, 4 * to, 1) };
  });
  const area = patch * patch;
  return {
    time: { up: initLinear(rng.split("time.up"), width, embed), out: initLinear(rng.split("time.out"), embed, embed) },
    labels: labels.map((answers, q) => init.normal(rng.split(`labels${q}`), 0.5, answers + 1, embed)),
    stem: initConv(rng.split("stem"), channels * area, widths[0]!, 3),
    down,
    middle: [stage("middle0", deep, deep, bottom, true), stage("middle1", deep, deep, bottom, false)],
    up,
    norm: initNorm(widths[0]!),
    out: initConv(rng.split("out"), widths[0]!, outputChannels * area, 3, 0),
  };
}

const sideOf = ({ imageSize, patch }: UnetConfig, level: number): number => imageSize / patch / 2 ** level;
const isAttentive = (config: UnetConfig, level: number): boolean => config.attention.includes(sideOf(config, level));

function checkSizes(config: UnetConfig): void {
  const { multipliers, width, groups, heads } = config;
  const smallest = sideOf(config, multipliers.length - 1);
  if (!Number.isInteger(smallest) || smallest < 1) {
    const parts = `${config.imageSize} pixels in blocks of ${config.patch}, halved ${multipliers.length - 1} times`;
    throw new RangeError(`unet: ${parts}, give a side of ${smallest}. It must be a whole number.`);
  }
  const odd = multipliers.find((m) => (m * width) % groups !== 0 || (m * width) % heads !== 0);
  if (odd === undefined && width % 2 === 0) return;
  throw new RangeError(
    `unet: ${(odd ?? 1) * width} channels. They must divide into ${groups} groups and ${heads} heads, and be even.`,
  );
}

const initBlock = (rng: Rng, from: number, to: number, embed: number): ResidualBlock<Value> => ({
  norm: initNorm(from),
  first: initConv(rng.split("first"), from, to, 3, Math.SQRT2),
  norm2: initNorm(to),
  time: initLinear(rng.split("time"), embed, 2 * to, 0.1),
  second: initConv(rng.split("second"), to, to, 3, 0.1),
  ...(from === to ? {} : { skip: initConv(rng.split("skip"), from, to, 1) }),
});

const initSelf = (rng: Rng, width: number) => ({
  norm: initNorm(width),
  ...initAttention(rng, width, width, 0.1),
});

/**
 * Pictures [N, C, S, S], times [N] float (steps of a schedule of `steps`), labels [N, questions] int64 (0 for none)
 * → [N, output channels, S, S].
 */
export function unet(
  p: UnetParams<Tensor>,
  config: UnetConfig,
  {
    x,
    time,
    steps,
    labels,
  }: { readonly x: Tensor; readonly time: Tensor; readonly steps: number; readonly labels?: Tensor },
): Tensor {
  const embedded = embed(p, config, mul(time, 1000 / steps), labels); // [N, E]
  const run = ({ block, attention }: Stage<Tensor>, h: Tensor) =>
    selfAttention(attention, config, residual(block, config.groups, h, embedded));
  let h = convolve(p.stem, config.patch === 1 ? x : spaceToDepth(x, config.patch)); // [N, W, H, H]
  const skips = [h];
  for (const { stages, halve } of p.down) {
    for (const stage of stages) {
      h = run(stage, h);
      skips.push(h);
    }
    if (halve === undefined) continue;
    h = convolve(halve, spaceToDepth(h, 2));
    skips.push(h);
  }
  for (const stage of p.middle) h = run(stage, h);
  for (const { stages, double } of p.up) {
    for (const stage of stages) h = run(stage, concat([h, skips.pop()!], 1));
    if (double !== undefined) h = depthToSpace(convolve(double, h), 2);
  }
  const out = convolve(p.out, silu(groupNorm(p.norm, config.groups, h)));
  return config.patch === 1 ? out : depthToSpace(out, config.patch);
}

/** Sines and cosines of time (Vaswani et al. 2017, section 3.5), two layers, and the rows of the labels. */
function embed(p: UnetParams<Tensor>, { width }: UnetConfig, time: Tensor, labels: Tensor | undefined): Tensor {
  const half = width / 2;
  const frequencies = Float32Array.from({ length: half }, (_, i) => 10_000 ** (-i / half));
  const angles = mul(reshape(time, [time.dim(0), 1]), constant(frequencies, [1, half]));
  const embedded = linear(p.time.out, silu(linear(p.time.up, concat([sin(angles), cos(angles)], 1))));
  if ((p.labels.length === 0) !== (labels === undefined)) {
    throw new RangeError(`unet: labels are ${labels === undefined ? "missing" : "given"}, its config says otherwise.`);
  }
  const answer = (q: number) => reshape(slice(labels!, 1, q, q + 1), [-1]);
  return silu(p.labels.reduce((sum, table, q) => add(sum, embedding(table, answer(q))), embedded));
}

function residual(p: ResidualBlock<Tensor>, groups: number, x: Tensor, embedded: Tensor): Tensor {
  const h = convolve(p.first, silu(groupNorm(p.norm, groups, x)));
  const [n, w] = [h.dim(0), Number(h.dim(1))];
  const time = linear(p.time, embedded); // [N, 2·W]
  const [scale, shift] = [add(slice(time, 1, 0, w), 1), slice(time, 1, w, 2 * w)];
  const modulated = groupNorm(
    { scale: mul(scale, p.norm2.scale), bias: add(mul(scale, p.norm2.bias), shift) },
    groups,
    h,
  );
  const out = convolve(p.second, silu(modulated));
  return add(p.skip === undefined ? reshape(x, [n, w, x.dim(2), x.dim(3)]) : convolve(p.skip, x), out);
}

/** Group norm (Wu and He 2018), with scale and bias [W], or [N, W] for each picture its own. */
function groupNorm({ scale, bias }: Norm<Tensor>, groups: number, x: Tensor): Tensor {
  const normal = reshape(layerNorm(reshape(x, [x.dim(0), groups, -1])), x.shape);
  const perChannel = (v: Tensor) => reshape(v, [v.rank === 1 ? 1 : v.dim(0), v.dim(-1), 1, 1]);
  return add(mul(normal, perChannel(scale)), perChannel(bias));
}

function selfAttention(p: Stage<Tensor>["attention"], { groups, heads }: UnetConfig, x: Tensor): Tensor {
  if (p === undefined) return x;
  const [n, w, h, v] = x.shape;
  const tokens = transpose(reshape(groupNorm(p.norm, groups, x), [n!, w!, -1]), [0, 2, 1]); // [N, H², W]
  const found = transpose(attend(p, tokens, heads), [0, 2, 1]);
  return add(x, reshape(found, [n!, w!, h!, v!]));
}
