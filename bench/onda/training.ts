/** A training step as one program: forward, backward, AdamW on packed parameters; state in swapped buffers. */
import {
  mapTree,
  type Spec,
  specOf,
  type Tensor,
  type TensorsOf,
  type Tree,
  trace,
  type Value,
  valueAndGrad,
} from "../../src/graph/index.ts";
import {
  defaultOptimizer,
  initOptimizer,
  type OptimizerOptions,
  optimize,
  pack,
  packValues,
  planPacking,
  stepScalarSpecs,
  stepScalars,
  unpack,
} from "../../src/nn/index.ts";
import { stateful } from "../../src/runtime/index.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";
import type { Prepared } from "./fixture.ts";

/** What every peer uses: nanoGPT's AdamW, without clipping. */
export const optimizer: OptimizerOptions = {
  ...defaultOptimizer,
  beta2: 0.95,
  weightDecay: 0.1,
  clipNorm: Number.POSITIVE_INFINITY,
};
export const learningRate = 1e-3;
const schedule = { learningRate, warmup: 0, steps: 1, floor: 1 };

// biome-ignore lint/suspicious/noExplicitAny: parameters and data of any nesting
type Any = any;

/** Trains `params` on the same data again and again; the checks are the first three losses. */
export async function training<P>(
  params: P,
  data: Tree<Value>,
  loss: (params: Any, data: Any) => Tensor,
  threads: number,
): Promise<Prepared> {
  const packing = planPacking(specOf(params as Tree<Spec>) as Tree<Spec>);
  const initial = initOptimizer(
    packing,
    packValues(packing, mapTree(params as Tree<Value>, copy) as Tree<Value>),
    false,
  );
  const specs = { state: specOf(initial), scalars: stepScalarSpecs, data: specOf(data) };
  const program = trace(specs as Tree<Spec>, (inputs: Any) => {
    const { state, scalars, data } = inputs as TensorsOf<typeof specs> & { data: Any };
    const lossOf = (p: Any) => loss(p, data);
    const [value, gradients] = valueAndGrad(lossOf)(unpack(packing, state.params) as Any);
    const next = optimize(packing, state, pack(packing, gradients as Tree<Tensor>), scalars, optimizer);
    return { state: next.state, loss: value } as Any;
  });
  const executable = await onnxRuntime.compile(program, { threads });
  const machine = stateful<Any, Any, Any>(executable as Any, initial as Any);
  let done = 0;
  const run = async () => {
    const { loss }: Any = await machine.run({ data, scalars: stepScalars(done++, schedule, optimizer) } as Any);
    return Number(loss.data[0]);
  };
  return { checks: [await run(), await run(), await run()], run, dispose: () => executable.dispose() };
}

const copy = (v: Value): Value => ({ ...v, data: v.data.slice() });
