/** The painter in use: a prompt to pixels, from noise or from a picture, whole or where a mask allows. */
import type { Value } from "../../graph/index.ts";
import {
  type Denoiser,
  decodeProgram,
  encodeProgram,
  evenTimes,
  type LatentConfig,
  latentSize,
  type SamplerName,
  samplers,
} from "../../models/index.ts";
import { type CompileOptions, type Runtime, value } from "../../runtime/index.ts";
import { openGuide } from "./guide.ts";
import type { PainterFile } from "./weights.ts";

export interface PaintRequest {
  readonly prompt: string;
  /** What should not be in the picture. */
  readonly negative?: string;
  readonly seed: number;
  readonly steps?: number;
  /** How strongly the prompt is followed: 1 as the data, more is stricter. */
  readonly guidance?: number;
  /** Deviation of the noise to begin from: 1 as in training, less is calmer and varies less. */
  readonly temperature?: number;
  readonly sampler?: SamplerName;
  /** A picture to begin from, [3, S, S] in [-1, 1], and how much of it may change, 0 to 1. */
  readonly from?: { readonly pixels: Float32Array; readonly strength: number };
  /** Where the picture may change, [S, S]: 1 paints, 0 keeps `from`. */
  readonly mask?: Float32Array;
  /** Called after each step; `preview` decodes the newest guess when called. */
  readonly onStep?: (step: number, steps: number, preview: () => Promise<Float32Array>) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** What a request means where it says nothing. */
export const paintDefaults = {
  steps: 20,
  guidance: 1.5,
  temperature: 0.6,
  sampler: "dpm",
} as const satisfies Partial<PaintRequest>;

export interface PainterSession {
  readonly config: LatentConfig;
  /** Pixels [3, S, S] in [-1, 1]. The same request gives the same pixels on every run of a runtime. */
  paint(request: PaintRequest): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Compiles the painter's programs; those that only some requests need are compiled when first used. */
export function openPainter(runtime: Runtime, file: PainterFile, options: CompileOptions = {}): PainterSession {
  const { config, weights } = file;
  const guide = once(() => openGuide(runtime, file, 1, options));
  const decoder = once(() => runtime.compile(decodeProgram(weights.autoencoder, weights.scale, config, 1), options));
  const encoder = once(() => runtime.compile(encodeProgram(weights.autoencoder, weights.scale, config, 1), options));
  const { imageSize: s, latentChannels: c } = config.autoencoder;
  const tokens = latentSize(config.autoencoder) ** 2;
  const floats = (v: Value) => v.data as Float32Array;

  const toPixels = async (z: Float32Array) => {
    const pixels = await (await decoder()).run({ z: value(z, [1, tokens, c]) });
    return floats(pixels);
  };
  const toLatent = async (pixels: Float32Array) => {
    const z = await (await encoder()).run({ pixels: value(pixels, [1, 3, s, s]) });
    return floats(z);
  };

  async function paint(request: PaintRequest): Promise<Float32Array> {
    const { prompt, negative = "", seed, from, mask, signal } = request;
    const { steps, guidance, temperature, sampler } = { ...paintDefaults, ...definedOf(request) };
    // A picture to start from has its own layout.
    const wish = { prompt, negative, seed, anyLayout: from !== undefined };
    const guided = await (await guide()).guide([wish], { guidance, temperature });
    const known = from === undefined ? undefined : await toLatent(from.pixels);
    const free = mask === undefined ? undefined : tokenMask(mask, s, c);
    const denoise: Denoiser = async (z, t) => {
      signal?.throwIfAborted();
      const predicted = await guided.denoise(z, t);
      return free === undefined || known === undefined ? predicted : predicted.map((p, i) => (free[i] ? p : known[i]!));
    };
    const begin = known === undefined || from === undefined ? 0 : 1 - from.strength;
    const start = known === undefined ? guided.noise : guided.noise.map((e, i) => (1 - begin) * e + begin * known[i]!);
    const clean = await samplers[sampler](denoise, start, evenTimes(steps, begin), {
      noise: guided.fresh,
      onStep: (i, predicted) => request.onStep?.(i, steps, () => toPixels(predicted)),
    });
    const pixels = await toPixels(clean);
    return mask === undefined || from === undefined ? pixels : compose(pixels, from.pixels, mask);
  }

  return {
    config,
    paint,
    async dispose() {
      for (const made of [guide, decoder, encoder]) await (await made.made)?.dispose();
    },
  };
}

interface Once<T> {
  (): Promise<T>;
  made?: Promise<T>;
}
function once<T extends { dispose(): Promise<void> }>(make: () => Promise<T>): Once<T> {
  const get: Once<T> = () => {
    get.made ??= make();
    return get.made;
  };
  return get;
}

/** A request without its undefined members, so that they do not hide the defaults. */
const definedOf = <T extends object>(request: T): T =>
  Object.fromEntries(Object.entries(request).filter(([, v]) => v !== undefined)) as T;

/** A pixel mask [S, S] as 1 for every latent number whose 8×8 block has a pixel to paint. */
function tokenMask(mask: Float32Array, size: number, channels: number): Uint8Array {
  const side = size / 8;
  const free = new Uint8Array(side * side * channels);
  for (let i = 0; i < size * size; i++) {
    if (mask[i]! < 0.5) continue;
    const token = Math.floor(i / size / 8) * side + Math.floor((i % size) / 8);
    free.fill(1, token * channels, (token + 1) * channels);
  }
  return free;
}

/** Painted pixels where the mask is 1, the given picture elsewhere. */
function compose(painted: Float32Array, kept: Float32Array, mask: Float32Array): Float32Array {
  return painted.map((p, i) => {
    const m = mask[i % mask.length]!;
    return m * p + (1 - m) * kept[i]!;
  });
}
