// What is checked of a case: three equal answers, and first and second derivatives against differences.

import {
  add,
  constant,
  grad,
  isFloat,
  mul,
  type Program,
  type Spec,
  sizeOf,
  sum,
  type Tensor,
  type Tree,
  trace,
  type Value,
} from "../../src/graph/index.ts";
import { createRng } from "../../src/nn/random.ts";
import { expectSame } from "./expect-same.ts";
import { expectDerivatives } from "./finite-differences.ts";
import { drawAll, type Sample } from "./samples.ts";

/** How often the results may be differentiated: not at all, once (then constant or undefined), or twice. */
export type Order = 0 | 1 | 2;

export interface Case {
  /** The registered op that this case is for, or the name of a composite. */
  readonly op: string;
  readonly what: string;
  readonly samples: readonly Sample[];
  readonly apply: (inputs: readonly Tensor[]) => Tensor;
  readonly order: Order;
}

/** A case that is differentiable twice unless `order` says less. */
export const test = (
  op: string,
  what: string,
  samples: readonly Sample[],
  apply: (inputs: readonly Tensor[]) => Tensor,
  order: Order = 2,
): Case => ({ op, what, samples, apply, order });

/** Fixed weights turn a tensor into a scalar whose gradient differs from place to place. */
function weigh(x: Tensor, seed: number): Tensor {
  const shape = x.shape as readonly number[];
  const weights = createRng(seed).normal(sizeOf(shape));
  return sum(mul(x, constant(weights, shape)));
}

/** Σ R(y + y²/2): curved, so that second derivatives of linear ops are not all 0. */
const lossOf = (y: Tensor): Tensor => weigh(add(y, mul(mul(y, y), 0.5)), 7);

interface Traced {
  readonly program: Program<Record<string, Spec>, Record<string, Tree<Tensor>>>;
  readonly result: Record<string, readonly Tensor[]>;
}

/** A program of the result, the gradient of its loss, and the gradient of a scalar of that gradient. */
export function traceCase({ samples, apply, order }: Omit<Case, "op" | "what">): Traced {
  const specs = Object.fromEntries(samples.map(({ spec }, i) => [`x${i}`, spec]));
  const program = trace(specs, (named) => {
    const inputs = samples.map((_, i) => named[`x${i}`]!);
    const floats = inputs.filter((x) => isFloat(x.dtype));
    const withFloats = (f: readonly Tensor[]) => inputs.map((x) => (isFloat(x.dtype) ? f[floats.indexOf(x)]! : x));
    const loss = (f: readonly Tensor[]) => lossOf(apply(withFloats(f)));
    const slope = (f: readonly Tensor[]) =>
      grad(loss)(f)
        .map((g, i) => weigh(g, 11 + i))
        .reduce((a, b) => add(a, b));
    return {
      y: [apply(inputs)],
      ...(order >= 1 ? { loss: [loss(floats)], gradient: grad(loss)(floats) } : {}),
      ...(order >= 2 ? { slope: [slope(floats)], second: grad(slope)(floats) } : {}),
    } as Record<string, readonly Tensor[]>;
  });
  return { program: program as Traced["program"], result: program.result as Traced["result"] };
}

/** Everything that is promised of a case, on one draw of its samples. */
export async function checkCase(example: Omit<Case, "op" | "what">, seed = 1): Promise<void> {
  const { program, result } = traceCase(example);
  const values = drawAll(example.samples, seed);
  await expectSame(program, Object.fromEntries(values.map((value, i) => [`x${i}`, value])));
  const floats = program.inputs.filter(([, { dtype }]) => isFloat(dtype));
  const all = (gradients: readonly Tensor[]): Tensor[] =>
    program.inputs.map(([, x]) => gradients[floats.findIndex(([, f]) => f === x)] ?? x);
  const check = (scalar: Tensor, gradients: readonly Tensor[]) =>
    expectDerivatives(program, values as Value[], scalar, all(gradients));
  if (result.gradient) check(result.loss![0]!, result.gradient);
  if (result.second) check(result.slope![0]!, result.second);
}
