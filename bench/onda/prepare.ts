/** Each case in Onda: compiled once, then run as often as asked. */
import {
  conv,
  f32,
  matmul,
  type Program,
  type Spec,
  type Tensor,
  type Tree,
  trace,
  type Value,
  vjp,
} from "../../src/graph/index.ts";
import { zerosOf } from "../../src/runtime/index.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";
import { diffusion, sampling } from "./diffusion.ts";
import { type Config, type Fixture, nested, type Prepared, rootMeanSquare } from "./fixture.ts";
import { type GptConfig, type GptParams, gptLoss } from "./gpt.ts";
import { training } from "./training.ts";

type Kind = (fixture: Fixture, config: Config, threads: number) => Promise<Prepared>;

const kinds: Readonly<Record<string, Kind>> = {
  gpt: (fixture, config, threads) => {
    const sizes = config as unknown as GptConfig;
    const batch = nested(fixture, "batch.");
    const params = nested(fixture, "params.") as GptParams<Value>;
    return training(params, { batch }, (p, { batch }) => gptLoss(p, sizes, batch), threads);
  },
  async conv(fixture, { padding }, threads) {
    const [x, w, dY] = ["x", "w", "dY"].map((name) => fixture.get(name)!) as [Value, Value, Value];
    const program = trace({ x: f32(...x.shape), w: f32(...w.shape), dY: f32(...dY.shape) }, ({ x, w, dY }) => {
      const y = conv(x, w, { padding: padding! });
      return [y, ...vjp([y], [dY], [x, w])];
    });
    return repeated(program, { x, w, dY }, threads);
  },
  async matmul(fixture, _config, threads) {
    const [a, b] = ["a", "b"].map((name) => fixture.get(name)!) as [Value, Value];
    return repeated(
      trace({ a: f32(...a.shape), b: f32(...b.shape) }, ({ a, b }) => [matmul(a, b)]),
      { a, b },
      threads,
    );
  },
  diffusion,
  sampling,
};

export async function prepare(kind: string, fixture: Fixture, config: Config, threads: number): Promise<Prepared> {
  const made = kinds[kind];
  if (made === undefined) throw new RangeError(`bench: no case of kind ${kind}.`);
  return made(fixture, config, threads);
}

/** A program whose outputs go to the same buffers at each run; the checks are the outputs' root mean squares. */
async function repeated(
  program: Program<Tree<Spec>, Tensor[]>,
  inputs: Tree<Value>,
  threads: number,
): Promise<Prepared> {
  const executable = await onnxRuntime.compile(program, { threads });
  const into = new Map(program.outputs.map(([path, spec]) => [path, zerosOf(spec)]));
  const run = () => executable.run(inputs as never, into);
  await run();
  return { checks: [...into.values()].map(rootMeanSquare), run, dispose: () => executable.dispose() };
}
