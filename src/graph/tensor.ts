/** A tensor is a node of the graph: an op applied to tensors. Nothing is computed here. */
import type { Dim } from "./dim.ts";
import type { DType, TypedArray } from "./dtype.ts";
import type { Shape } from "./shape.ts";

/** What is known of a tensor before it has a value. */
export interface Spec {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A tensor with its numbers, in row-major order. */
export interface Value {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

export type Attributes = Readonly<Record<string, unknown>>;

/** Attribute values that an ONNX node can carry. Integers are written as ints, `float()` marks floats. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

/** What an op's emission writes with. Calling it adds an ONNX node and returns its first output's name. */
export interface Emit {
  (opType: string, inputs: readonly string[], attributes?: Record<string, OnnxAttribute>, domain?: string): string;
  /** A node with several outputs. */
  many(
    opType: string,
    inputs: readonly string[],
    outputs: number,
    attributes?: Record<string, OnnxAttribute>,
    domain?: string,
  ): string[];
  /** A further output (1, 2, …) of the node whose first output is `name`. */
  also(name: string, output: number): string;
  /** An initializer; equal small constants are shared. */
  constant(dtype: DType, shape: readonly number[], data: TypedArray): string;
  /** A 1-D int64 initializer. */
  ints(values: readonly number[]): string;
  /** A 0-D initializer. */
  scalar(dtype: DType, value: number): string;
  /** A shape as a 1-D int64 value, its named sizes read from the program's inputs. */
  shape(shape: Shape): string;
  /** True where ONNX Runtime's own kernels (`com.microsoft`) may be used. */
  readonly native: boolean;
  /** Channels in a block of ONNX Runtime's blocked convolution on this processor; 0 where it must not be used. */
  readonly channelBlock: number;
}

/** One declaration: shape rule, gradient rule and ONNX emission stand together. */
export interface Op<A extends Attributes = Attributes> {
  readonly name: string;
  /** The result's shape and dtype; throws a ShapeError that helps. */
  readonly shape: (inputs: readonly Tensor[], attributes: A) => Spec;
  /**
   * The vector-Jacobian product: given dY, the cotangents of the inputs (null: none flows there).
   * A string instead says why no gradient exists.
   */
  readonly vjp: string | ((dY: Tensor, inputs: readonly Tensor[], y: Tensor) => readonly (Tensor | null)[]);
  /** Writes ONNX nodes and returns the name of the result. */
  readonly onnx: (emit: Emit, inputs: readonly string[], y: Tensor) => string;
}

/** Writes an expression of tensors whose names are known, as a part of an op's emission. */
export function emitExpression(emit: Emit, y: Tensor, known: Map<Tensor, string>): string {
  const name =
    known.get(y) ??
    y.op.onnx(
      emit,
      y.inputs.map((x) => emitExpression(emit, x, known)),
      y,
    );
  known.set(y, name);
  return name;
}

let created = 0;

export class Tensor implements Spec {
  /** Grows with creation: inputs always have smaller ids than the tensors made of them. */
  readonly id: number = ++created;

  constructor(
    // biome-ignore lint/suspicious/noExplicitAny: an op knows its own attributes
    readonly op: Op<any>,
    readonly inputs: readonly Tensor[],
    // biome-ignore lint/suspicious/noExplicitAny: an op knows its own attributes
    readonly attributes: any,
    readonly shape: Shape,
    readonly dtype: DType,
  ) {}

  get rank(): number {
    return this.shape.length;
  }

  /** The size along an axis, counted from the end when negative. */
  dim(axis: number): Dim {
    const size = this.shape.at(axis);
    if (size === undefined) throw new RangeError(`dim: axis ${axis} of a tensor of rank ${this.rank} does not exist.`);
    return size;
  }
}

const registry = new Map<string, Op>();

/** Every op that has been defined, by name: tests walk it. */
export const registeredOps: ReadonlyMap<string, Op> = registry;

/** Registers an op and returns the function that applies it. */
export function defineOp<A extends Attributes = Record<string, never>>(
  op: Op<A>,
): (inputs: readonly Tensor[], attributes: A) => Tensor {
  if (registry.has(op.name)) throw new Error(`defineOp: ${op.name} is defined twice.`);
  registry.set(op.name, op as unknown as Op);
  return (inputs, attributes) => {
    const { shape, dtype } = op.shape(inputs, attributes);
    return new Tensor(op, inputs, attributes, shape, dtype);
  };
}
