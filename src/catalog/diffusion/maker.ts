/** A pixel diffusion as a maker of pictures: a sampler's steps for a few of them at a time. */
import {
  type DiffusionConfig,
  diffusionDenoiser,
  predictProgram,
  type RunPrediction,
  type SamplerName,
  samplers,
  sampleTimes,
  startFrom,
} from "../../models/index.ts";
import { createRng } from "../../nn/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { RequestError } from "../errors.ts";
import type { MakeOptions, MakeRequest, OpenedMaker } from "../maker/maker.ts";
import { type DiffusionFile, loadDiffusion } from "./weights.ts";

/** What a request means where it says nothing. */
const diffusionDefaults = { steps: 20, guidance: 1.5, sampler: "dpm" as SamplerName };

export async function openDiffusion(file: string, runtime: Runtime, compile?: CompileOptions): Promise<OpenedMaker> {
  const { config, labels, params } = await loadDiffusion(file);
  const session = await openDiffusionSession(runtime, { config, params }, compile);
  return {
    kind: "diffusion",
    imageSize: config.unet.imageSize,
    labels,
    make(requests: readonly MakeRequest[], options: MakeOptions = {}) {
      if (options.guidance !== undefined && labels.length === 0) {
        throw new RequestError("this model has no labels, so guidance has nothing to follow. Leave it out.");
      }
      const wishes = requests.map(({ seed, label }) => ({
        seed,
        label: label === undefined ? 0 : 1 + labels.indexOf(label),
      }));
      return session.make(wishes, options);
    },
    dispose: () => session.dispose(),
  };
}

export interface DiffusionWish {
  readonly seed: number;
  /** The number of a label counted from 1; 0 for none. */
  readonly label: number;
}

export interface DiffusionSession {
  /** [N, C, S, S] in [-1, 1]; a picture is the same whatever is made beside it. */
  make(
    wishes: readonly DiffusionWish[],
    options?: MakeOptions & { readonly sampler?: SamplerName },
  ): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Pictures made together: always as many, so that rounding is the same. */
const TOGETHER = 4;

export async function openDiffusionSession(
  runtime: Runtime,
  { config, params }: Pick<DiffusionFile, "config" | "params">,
  compile?: CompileOptions,
): Promise<DiffusionSession> {
  const executable = await runtime.compile(predictProgram(params, config, TOGETHER), compile);
  const run: RunPrediction = (inputs) => executable.run(inputs as never) as unknown as ReturnType<RunPrediction>;
  return {
    async make(wishes, options = {}) {
      const { steps = diffusionDefaults.steps } = options;
      const length = config.unet.channels * config.unet.imageSize ** 2;
      const pixels = new Float32Array(wishes.length * length);
      const all = Math.ceil(wishes.length / TOGETHER) * steps;
      for (let i = 0; i < wishes.length; i += TOGETHER) {
        const some = Array.from({ length: TOGETHER }, (_, k) => wishes[i + k] ?? { seed: 0, label: 0 });
        const onStep = (step: number) => options.onStep?.((i / TOGETHER) * steps + step, all);
        const made = await makeSome(run, config, some, { ...options, steps }, onStep);
        pixels.set(made.subarray(0, Math.min(TOGETHER, wishes.length - i) * length), i * length);
      }
      return pixels;
    },
    dispose: () => executable.dispose(),
  };
}

async function makeSome(
  run: RunPrediction,
  config: DiffusionConfig,
  wishes: readonly DiffusionWish[],
  { steps, ...options }: MakeOptions & { readonly sampler?: SamplerName; readonly steps: number },
  onStep: (step: number) => void | Promise<void>,
): Promise<Float32Array> {
  const { guidance, sampler } = { ...diffusionDefaults, ...options };
  const labels = wishes.map(({ label }) => [label]);
  const { denoise, schedule, variance } = diffusionDenoiser(run, config, wishes.length, { labels, guidance });
  const times = stepsOf(() => sampleTimes(schedule, steps));
  const length = config.unet.channels * config.unet.imageSize ** 2;
  const drawn = (name: string | number) => {
    const noise = new Float32Array(wishes.length * length);
    for (const [k, { seed }] of wishes.entries()) noise.set(createRng(seed).split(name).normal(length), k * length);
    return noise;
  };
  const guarded: typeof denoise = (z, t) => {
    options.signal?.throwIfAborted();
    return denoise(z, t);
  };
  return samplers[sampler](guarded, startFrom(drawn("start"), times[0]!), times, { noise: drawn, variance, onStep });
}

function stepsOf(times: () => number[]): number[] {
  try {
    return times();
  } catch (error) {
    throw new RequestError((error as Error).message, { cause: error });
  }
}

/** For a sheet of samples: seeds 1, 2, 3 …, the labels in turn. */
export const sheetWishes = (count: number, labels: number): DiffusionWish[] =>
  Array.from({ length: count }, (_, i) => ({ seed: i + 1, label: labels === 0 ? 0 : 1 + (i % labels) }));
