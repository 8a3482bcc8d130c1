/** For tests: the smallest training that has all parts, a two-layer network that learns a given function. */
import {
  f32,
  mean,
  type Spec,
  silu,
  specOf,
  square,
  sub,
  type Tensor,
  type Tree,
  trace,
  type Value,
  valueAndGrad,
} from "../graph/index.ts";
import {
  createRng,
  defaultOptimizer,
  initLinear,
  initOptimizer,
  type Linear,
  linear,
  optimize,
  pack,
  packValues,
  planPacking,
  type Schedule,
  stepScalarSpecs,
  unpack,
} from "../nn/index.ts";
import type { TrainingTask } from "./task.ts";

type TinyParams<T> = { readonly hidden: Linear<T>; readonly out: Linear<T> };
const [BATCH, INPUTS, HIDDEN] = [16, 3, 8];

/** The hidden matrix is Muon's, the rest AdamW's. */
export function tinyTask(steps = 6, schedule: Partial<Schedule> = {}): TrainingTask<TinyParams<Value>> {
  const rng = createRng("tiny");
  const params = {
    hidden: initLinear(rng.split("hidden"), INPUTS, HIDDEN),
    out: initLinear(rng.split("out"), HIDDEN, 1),
  };
  const packing = planPacking<Tree<Spec>>(specOf(params), { isMatrix: (path) => path === "hidden.weight" });
  const program = trace(
    {
      state: specOf(initOptimizer(packing, packValues(packing, params))),
      scalars: stepScalarSpecs,
      x: f32(BATCH, INPUTS),
      y: f32(BATCH, 1),
    },
    ({ state, scalars, x, y }) => {
      const lossOf = (p: TinyParams<Tensor>) => mean(square(sub(linear(p.out, silu(linear(p.hidden, x))), y)));
      const [loss, gradients] = valueAndGrad(lossOf)(unpack(packing, state.params) as unknown as TinyParams<Tensor>);
      const next = optimize(packing, state, pack(packing, gradients), scalars);
      return { state: next.state, metrics: { loss, gradientNorm: next.gradientNorm } };
    },
  );
  return {
    name: "tiny",
    program,
    packing,
    params,
    optimizer: defaultOptimizer,
    schedule: { learningRate: 0.02, warmup: 2, steps, floor: 0.1, ...schedule },
    averageDecay: 0.9,
    feeds(step) {
      const data = rng.split(`batch${step}`).normal(BATCH * INPUTS);
      const target = Float32Array.from({ length: BATCH }, (_, i) => data[i * INPUTS]! - data[i * INPUTS + 1]! / 2 + 1);
      return {
        x: { dtype: "float32", shape: [BATCH, INPUTS], data },
        y: { dtype: "float32", shape: [BATCH, 1], data: target },
      };
    },
    metadata: { config: "{}" },
  };
}
