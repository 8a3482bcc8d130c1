/** A generator at work: vectors and labels in, pictures out. Legend: N batch, Z latent width, S picture size. */
import { f32, i64, specOf, type Tensor, type Tree, trace, type Value } from "../../graph/index.ts";
import { type GanConfig, type GeneratorParams, generatePictures } from "../../models/gan/index.ts";
import { createRng } from "../../nn/index.ts";
import { type CompileOptions, type Runtime, value } from "../../runtime/index.ts";
import type { GanWeights } from "./weights.ts";

export interface Wish {
  readonly seed: number;
  /** The number of a label; 0 where there are none. */
  readonly label: number;
}

export interface GanSession {
  /** [N, 3, S, S] in [-1, 1]. */
  make(weights: GanWeights<Value>, wishes: readonly Wish[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Pictures that are made at once. */
const BATCH = 64;
/** Pictures that a batch norm's statistics are taken over. */
const MEASURED = 256;

/** One program serves any weights of its config: those of a training that goes on, too. */
export async function openSession(
  runtime: Runtime,
  config: GanConfig,
  weights: GanWeights<Value>,
  compile?: CompileOptions,
): Promise<GanSession> {
  const specs = { weights: specOf(weights as Tree<Value>) as never, z: f32("n", config.latent), labels: i64("n") };
  const program = trace(specs, ({ weights, z, labels }) => {
    const { generator, statistics } = weights as unknown as GanWeights<Tensor>;
    return { pixels: generatePictures(generator, config, z, labels, statistics).pixels };
  });
  const executable = await runtime.compile(program, compile);
  return {
    async make(weights, wishes) {
      const length = 3 * config.imageSize ** 2;
      const all = new Float32Array(wishes.length * length);
      for (let i = 0; i < wishes.length; i += BATCH) {
        const { pixels } = await executable.run({
          weights: weights as never,
          ...inputsOf(wishes.slice(i, i + BATCH), config),
        });
        all.set(pixels.data as Float32Array, i * length);
      }
      return all;
    },
    dispose: () => executable.dispose(),
  };
}

/**
 * The statistics of a generator's batch norms, over pictures of all labels alike: with them a picture does not depend on
 * those beside it.
 */
export async function measureStatistics(
  runtime: Runtime,
  config: GanConfig,
  generator: GeneratorParams<Value>,
  compile?: CompileOptions,
): Promise<GanWeights<Value>["statistics"]> {
  if (config.norm === "none") return [];
  const specs = {
    generator: specOf(generator as Tree<Value>) as never,
    z: f32(MEASURED, config.latent),
    labels: i64(MEASURED),
  };
  const program = trace(specs, ({ generator, z, labels }) => ({
    all: generatePictures(generator, config, z, labels).statistics,
  }));
  const executable = await runtime.compile(program, compile);
  try {
    const wishes = Array.from({ length: MEASURED }, (_, seed) => ({ seed, label: seed % config.labels }));
    const { all } = await executable.run({ generator: generator as never, ...inputsOf(wishes, config) });
    return all as unknown as GanWeights<Value>["statistics"];
  } finally {
    await executable.dispose();
  }
}

const inputsOf = (wishes: readonly Wish[], { latent }: GanConfig) => ({
  z: value(vectors(wishes, latent), [wishes.length, latent]),
  labels: value(
    BigInt64Array.from(wishes, ({ label }) => BigInt(label)),
    [wishes.length],
    "int64",
  ),
});

/** A seed's vector is its own, whatever is made beside it. */
function vectors(wishes: readonly Wish[], latent: number): Float32Array {
  const all = new Float32Array(wishes.length * latent);
  for (const [i, { seed }] of wishes.entries()) all.set(createRng(seed).split("z").normal(latent), i * latent);
  return all;
}
