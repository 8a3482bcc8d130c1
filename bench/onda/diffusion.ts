/** The painter's diffusion transformer: a training step, and guided sampling. */
import {
  add,
  concat,
  constant,
  f32,
  mapTree,
  mean,
  mul,
  specOf,
  split,
  square,
  sub,
  type Tensor,
  type Tree,
  trace,
  type Value,
} from "../../src/graph/index.ts";
import { painterConfig, type TransformerInput, type TransformerParams, velocity } from "../../src/models/index.ts";
import { value } from "../../src/runtime/index.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";
import { type Config, type Fixture, nested, type Prepared, rootMeanSquare } from "./fixture.ts";
import { training } from "./training.ts";

type TextValues = { readonly tokens: Value; readonly pooled: Value; readonly bias: Value };

const paramsOf = (fixture: Fixture) => nested(fixture, "params.") as TransformerParams<Value>;

export function diffusion(fixture: Fixture, _config: Config, threads: number): Promise<Prepared> {
  const data = Object.fromEntries(
    ["noisy", "time", "coarse", "layout", "target"].map((name) => [name, fixture.get(name)!]),
  );
  const lossOf = (p: TransformerParams<Tensor>, x: TransformerInput & { target: Tensor }) =>
    mean(square(sub(velocity(p, painterConfig, x), x.target)));
  return training(paramsOf(fixture), { ...data, text: nested(fixture, "text.") }, lossOf, threads);
}

/** z ← z + v/steps from t = 0 to 1, with v = v₋ + g (v₊ - v₋): both halves in one batch. */
export async function sampling(fixture: Fixture, config: Config, threads: number): Promise<Prepared> {
  const { batch, steps, guidance } = config as { batch: number; steps: number; guidance: number };
  const coarse = fixture.get("coarse")!;
  const given = { text: nested(fixture, "text.") as never as TextValues, coarse, layout: fixture.get("layout")! };
  const [, k, c] = coarse.shape as [number, number, number];
  const params = mapTree<Value, Tensor, Tree<Value>>(paramsOf(fixture), ({ data, shape }) => constant(data, shape));
  const specs = { z: f32(batch / 2, k, c), time: f32(batch), ...specOf(given) };
  const program = trace(specs, ({ z, ...rest }) => {
    const x = { noisy: concat([z, z], 0), ...rest };
    const [withText, without] = split(velocity(params as TransformerParams<Tensor>, painterConfig, x), 0, 2);
    const v = add(without!, mul(sub(withText!, without!), guidance));
    return add(z, mul(v, 1 / steps));
  });
  const executable = await onnxRuntime.compile(program, { threads });
  const half = batch / 2;
  const noise = value((fixture.get("noisy")!.data as Float32Array).slice(0, half * k * c), [half, k, c]);
  const run = async () => {
    let z: Value = noise;
    for (let i = 0; i < steps; i++) {
      z = await executable.run({ z, time: value(Array<number>(batch).fill(i / steps), [batch]), ...given });
    }
    return z;
  };
  return { checks: [rootMeanSquare(await run())], run, dispose: () => executable.dispose() };
}
