/** Reverse-mode differentiation: a graph in, a graph out, so that it can be applied twice. */
import { isFloat } from "./dtype.ts";
import { add } from "./ops/elementwise.ts";
import { joinPadded } from "./ops/shape.ts";
import { alias, barrier, ones, zeros } from "./ops/source.ts";
import { ShapeError, shapeText } from "./shape.ts";
import { defineOp, type Tensor } from "./tensor.ts";
import { leavesOf, mapTree, type Tree } from "./tree.ts";

/**
 * The cotangents of `sources`, given the cotangent of each output. This is the whole reverse walk.
 * A source should be an input or an `alias`: ops may look through a reshape and so pass it by.
 */
export function vjp(outputs: readonly Tensor[], dOutputs: readonly Tensor[], sources: readonly Tensor[]): Tensor[] {
  const terms = new Map<Tensor, Tensor[]>();
  const accumulate = (x: Tensor, d: Tensor) => {
    terms.set(x, [...(terms.get(x) ?? []), d]);
  };
  const cotangentOf = (x: Tensor): Tensor | undefined => {
    const all = terms.get(x);
    const whole = all === undefined || all.length === 1 ? all : [joinPadded(all) ?? all.reduce((a, b) => add(a, b))];
    if (whole !== undefined) terms.set(x, whole);
    return whole?.[0];
  };
  outputs.forEach((y, i) => {
    accumulate(y, dOutputs[i]!);
  });
  const ends = new Set(sources);
  for (const node of nodesBetween(ends, outputs)) {
    const dY = cotangentOf(node);
    if (dY === undefined || ends.has(node)) continue;
    const { op, inputs } = node;
    if (typeof op.vjp === "string") {
      throw new TypeError(`grad: ${op.name} has no gradient: ${op.vjp}. Wrap its input in stopGradient.`);
    }
    op.vjp(dY, inputs, node).forEach((d, i) => {
      const x = inputs[i]!;
      if (d !== null && isFloat(x.dtype)) accumulate(x, d);
    });
  }
  return sources.map((x) => cotangentOf(x) ?? zeros(x.shape, x.dtype));
}

/** The nodes on a way from a source to an output, latest first: ids grow with creation. */
function nodesBetween(sources: ReadonlySet<Tensor>, outputs: readonly Tensor[]): Tensor[] {
  const reached = topological(outputs);
  const leads = new Set<Tensor>(sources);
  for (const node of reached) {
    if (node.op.name !== "stopGradient" && node.inputs.some((x) => leads.has(x) && isFloat(x.dtype))) leads.add(node);
  }
  return reached.filter((node) => leads.has(node)).reverse();
}

/** Everything that the outputs are made of, inputs before what uses them. */
export function topological(outputs: readonly Tensor[]): Tensor[] {
  const seen = new Set<Tensor>(outputs);
  for (const node of seen) for (const x of node.inputs) seen.add(x);
  return [...seen].sort((a, b) => a.id - b.id);
}

/**
 * The loss and its gradient with respect to the first argument, a nested record of tensors.
 * The loss must be a scalar; integer leaves get zero gradients.
 */
export function valueAndGrad<P extends Tree<Tensor>, A extends readonly unknown[]>(
  loss: (params: P, ...rest: A) => Tensor,
): (params: P, ...rest: A) => [loss: Tensor, gradient: P] {
  const withAux = valueAndGradWithAux<P, A, undefined>((params, ...rest) => [loss(params, ...rest), undefined]);
  return (params, ...rest) => {
    const [value, gradient] = withAux(params, ...rest);
    return [value, gradient];
  };
}

/** As `valueAndGrad`, for a loss that also returns something else, such as metrics. */
export function valueAndGradWithAux<P extends Tree<Tensor>, A extends readonly unknown[], X>(
  loss: (params: P, ...rest: A) => readonly [Tensor, X],
): (params: P, ...rest: A) => [loss: Tensor, gradient: P, aux: X] {
  return (params, ...rest) => {
    const own = mapTree<Tensor, Tensor, Tree<Tensor>>(params, alias) as P;
    const [value, aux] = loss(own, ...rest);
    if (value.rank !== 0) {
      throw new ShapeError(`grad: the loss is ${shapeText(value.shape)}. It must be a scalar: take its mean or sum.`);
    }
    if (!isFloat(value.dtype)) throw new TypeError(`grad: the loss is ${value.dtype}. It must be a float: use cast.`);
    const leaves = leavesOf<Tensor>(own);
    const cotangents = vjp(
      [value],
      [ones([], value.dtype)],
      leaves.map(([, leaf]) => leaf),
    );
    const byPath = new Map(leaves.map(([path], i) => [path, cotangents[i]!]));
    return [value, mapTree<Tensor, Tensor, Tree<Tensor>>(own, (_, path) => byPath.get(path)!) as P, aux];
  };
}

/** The gradient alone. */
export function grad<P extends Tree<Tensor>, A extends readonly unknown[]>(
  loss: (params: P, ...rest: A) => Tensor,
): (params: P, ...rest: A) => P {
  const both = valueAndGrad(loss);
  return (params, ...rest) => both(params, ...rest)[1];
}

type Recompute = (inputs: readonly Tensor[]) => Tensor;

const rematerializeOp = defineOp<{ name: string; recompute: Recompute }>({
  name: "rematerialize",
  shape: ([y]) => y!,
  vjp: (dY, [, ...inputs], y) => {
    // A barrier copies: weights, which lie in memory anyway, need none where another input brings one.
    const anyMade = inputs.some((x) => isFloat(x.dtype) && x.rank > 0 && !isKept(x));
    const again = inputs.map((x) => (anyMade && isKept(x) ? alias(x) : barrier(alias(x), dY)));
    return [null, ...vjp([(y.attributes.recompute as Recompute)(again)], [dY], again)];
  },
  onnx: (_emit, [y]) => y!,
});

/** True for a program's inputs and constants, also cut or reshaped. */
const isKept = ({ op, inputs }: Tensor): boolean =>
  op.name === "input" ||
  op.name === "constant" ||
  (["alias", "reshape", "slice"].includes(op.name) && isKept(inputs[0]!));

/**
 * Names a part whose inner values are not kept for the gradient but computed again (Chen et al. 2016).
 * `part` must be a function of its arguments alone: give it every parameter that it needs.
 */
export function rematerialize<A extends readonly Tree<Tensor>[]>(
  name: string,
  part: (...args: A) => Tensor,
): (...args: A) => Tensor {
  return (...args) => {
    const leaves = leavesOf<Tensor>(args);
    const recompute: Recompute = (inputs) => {
      const byPath = new Map(leaves.map(([path], i) => [path, inputs[i]!]));
      return part(...(mapTree<Tensor, Tensor, Tree<Tensor>>(args, (_, path) => byPath.get(path)!) as unknown as A));
    };
    const inputs = leaves.map(([, leaf]) => leaf);
    return rematerializeOp([part(...args), ...inputs], { name, recompute });
  };
}
