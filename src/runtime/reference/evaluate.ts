/** Evaluates a traced graph in float64, node by node: slow, obvious, and what every other runtime is held against. */
import { type Program, type Tensor, topological } from "../../graph/index.ts";
import { RuntimeError } from "../runtime.ts";
import { numbersOf } from "../values.ts";
import type { Floats, Kernels, Node } from "./array.ts";
import { blocks } from "./kernels/blocks.ts";
import { cached } from "./kernels/cached-attention.ts";
import { pictures } from "./kernels/conv.ts";
import { elementwise } from "./kernels/elementwise.ts";
import { choosing } from "./kernels/gather.ts";
import { products } from "./kernels/matmul.ts";
import { along } from "./kernels/reduce.ts";
import { turning } from "./kernels/rotary.ts";
import { moving } from "./kernels/shape.ts";
import { source } from "./kernels/source.ts";

/** One kernel for every op but `input`. */
export const kernels: Kernels = {
  ...source,
  ...elementwise,
  ...products,
  ...along,
  ...moving,
  ...choosing,
  ...pictures,
  ...turning,
  ...blocks,
  ...cached,
};

/**
 * The outputs by path, all digits kept, given the inputs by path and the numbers behind named sizes.
 * Throws a RuntimeError for an op without a kernel and for an index outside.
 */
export function evaluate(
  program: Pick<Program, "outputs">,
  inputs: ReadonlyMap<string, Floats>,
  sizes: ReadonlyMap<string, number> = new Map(),
): Map<string, Floats> {
  const known = new Map<Tensor, Floats>();
  for (const tensor of topological(program.outputs.map(([, y]) => y))) {
    known.set(
      tensor,
      tensor.op.name === "input"
        ? inputs.get(tensor.attributes.name)!
        : apply(
            tensor,
            tensor.inputs.map((x) => known.get(x)!),
            sizes,
          ),
    );
  }
  return new Map(program.outputs.map(([path, y]) => [path, known.get(y)!]));
}

function apply(tensor: Tensor, inputs: readonly Floats[], sizes: ReadonlyMap<string, number>): Floats {
  const kernel = kernels[tensor.op.name];
  if (kernel === undefined)
    throw new RuntimeError(`run: the reference has no kernel for ${tensor.op.name}. Write one.`);
  const node: Node = {
    shape: numbersOf(tensor.shape, sizes),
    dtype: tensor.dtype,
    attributes: tensor.attributes,
  };
  const data = kernel(inputs, node);
  return { shape: node.shape, data };
}
