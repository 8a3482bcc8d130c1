/** For tests: a latent model of a few thousand numbers, and what it can be fed with. */
import {
  leavesOf,
  mapTree,
  type Spec,
  specOf,
  type Tensor,
  type Tree,
  trace,
  type Value,
  valueAndGrad,
} from "../../graph/index.ts";
import {
  createRng,
  defaultOptimizer,
  initOptimizer,
  type OptimizerState,
  optimize,
  pack,
  packValues,
  planPacking,
  type StepScalars,
  stepScalarSpecs,
  stepScalars,
  unpack,
} from "../../nn/index.ts";
import { stateful } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import type { LatentConfig } from "./config.ts";
import type { FlowBatch } from "./flow.ts";
import { answerTargets, type Layout, layoutFeatures } from "./layout.ts";
import { tokenizePrompts } from "./text.ts";

/** 16×16 pixels ↔ 3×2×2 latents. */
export const tinyConfig: LatentConfig = {
  autoencoder: { imageSize: 16, latentChannels: 3, encoder: [4, 6], decoder: [8, 6, 4] },
  text: { tokens: 5, words: 64, bigrams: 32, width: 8, heads: 2, layers: 1 },
  guess: { width: 10, layers: 2 },
  transformer: { width: 12, heads: 2, layers: 2 },
};
/** N pictures, K latent tokens, c latent channels. */
export const [N, K, C] = [2, 4, 3];

const rng = createRng("tiny latent");
export const random = (label: string, ...shape: number[]): Value => ({
  dtype: "float32",
  shape,
  data: rng.split(label).normal(shape.reduce((a, b) => a * b, 1)),
});

export const prompts = tokenizePrompts(["a red apple", "蓝色的鱼"], tinyConfig.text);

/** Two things, and a layout that nobody knows. */
export const layouts: readonly (Layout | undefined)[] = [
  {
    style: 1,
    things: [
      { x: 0.3, y: 0.5, side: 0.4, angle: 0.2, mirror: true },
      { x: 0.7, y: 0.4, side: 0.5, angle: 0, mirror: false },
    ],
  },
  undefined,
];

/** Everything that the flow's loss is fed with; `coarseKeep` 1 for all. */
export const flowBatch: Omit<FlowBatch<Value>, "pixels"> = {
  ...prompts,
  layout: layoutFeatures(layouts, tinyConfig),
  ...answerTargets(layouts),
  time: { dtype: "float32", shape: [N], data: Float32Array.of(0.3, 0.8) },
  noise: random("noise", N, K, C),
  coarseNoise: random("coarse noise", N, K, C),
  coarseKeep: { dtype: "float32", shape: [N], data: Float32Array.of(1, 1) },
};

/** The same parameters with noise on them: layers that begin at zero hide the gradients of those before them. */
export const shaken = <P extends Tree<Value>>(params: P): P =>
  mapTree<Value, Value, P>(params, ({ data, ...rest }, path) => {
    const noise = rng.split(path).normal(data.length);
    return { ...rest, data: (data as Float32Array).map((x, i) => x + 0.2 * noise[i]!) };
  }) as unknown as P;

/** The losses of a few steps on the same inputs. */
export async function learn<P extends Tree<Value>, I extends { readonly [name: string]: Tree<Value> }>(
  params: P,
  inputs: I,
  lossOf: (params: never, inputs: never) => Tensor,
  steps = 20,
): Promise<number[]> {
  const packing = planPacking(specOf<Tree<Value>>(params) as Tree<Spec>);
  const state = initOptimizer(packing, packValues(packing, params));
  const specs = { ...(specOf<Tree<Value>>(inputs) as object), state: specOf(state), scalars: stepScalarSpecs };
  const program = trace(
    specs as { state: OptimizerState<Spec>; scalars: StepScalars<Spec> },
    ({ state, scalars, ...given }) => {
      const [loss, gradients] = valueAndGrad((p: Tree<Tensor>) => lossOf(p as never, given as never))(
        unpack(packing, state.params) as Tree<Tensor>,
      );
      return { state: optimize(packing, state, pack(packing, gradients), scalars).state, loss };
    },
  );
  const executable = await onnxRuntime.compile(program, { threads: 1 });
  const machine = stateful<typeof program.specs, typeof program.result, OptimizerState<Value>>(executable, state);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const scalars = stepScalars(step, { learningRate: 0.02, warmup: 0, steps, floor: 1 }, defaultOptimizer);
    losses.push(Number((await machine.run({ ...inputs, scalars })).loss.data[0]));
  }
  await executable.dispose();
  return losses;
}

/** Paths of the gradients that are zero everywhere. */
export const silent = (gradients: Tree<Value>): string[] =>
  leavesOf<Value>(gradients)
    .filter(([, { data }]) => (data as Float32Array).every((x) => x === 0))
    .map(([path]) => path);
