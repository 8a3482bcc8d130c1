/** A traced graph written as ONNX nodes: *portable* in the standard domain, *native* with ONNX Runtime's kernels. */
import {
  arrayOf,
  bytesPerElement,
  concreteShape,
  type Dim,
  type DType,
  type Emit,
  type OnnxAttribute,
  onnxDataTypes,
  type Program,
  partsOf,
  type Shape,
  sizeOf,
  type Tensor,
  type TypedArray,
  topological,
} from "../graph/index.ts";
import { OnnxError, type OnnxModel, type OnnxNode, type OnnxStored, type OnnxTensor } from "./model.ts";
import { executionOrder } from "./order.ts";

export type Lowering = "portable" | "native";

/** The standard operator set that portable programs use. */
export const OPSET = 20;

/** Constants up to this many elements are shared where equal. */
const SHARED_CONSTANT = 64;

/** What lowering needs of a program. */
export type Ports = Pick<Program, "inputs" | "outputs">;

export interface LowerOptions {
  readonly metadata?: Readonly<Record<string, string>>;
  /** As `Emit.channelBlock`: it belongs to one kind of processor, so that only a file that stays there may have it. */
  readonly channelBlock?: number;
  /** Inputs of the program, by path, whose numbers lie in a file: they become initializers of the model. */
  readonly stored?: ReadonlyMap<string, Place>;
}

/** A stretch of a file in the model's folder. */
export type Place = Pick<OnnxStored, "file" | "offset" | "bytes">;

/** Writes a program's graph as an ONNX model. */
export function lower(program: Ports, lowering: Lowering = "native", options: LowerOptions = {}): OnnxModel {
  const native = lowering === "native";
  const channelBlock = native ? (options.channelBlock ?? 0) : 0;
  const writer = new GraphWriter(program, { native, channelBlock });
  const names = new Map<Tensor, string>();
  for (const node of topological(program.outputs.map(([, y]) => y))) {
    const inputs = node.inputs.map((x) => names.get(x)!);
    names.set(node, node.op.onnx(writer.emit, inputs, node));
  }
  const outputs = program.outputs.map(([path, y]) => {
    writer.output(names, y, `${path}:out`);
    return { name: `${path}:out`, dtype: y.dtype, shape: y.shape };
  });
  const places = options.stored ?? new Map<string, Place>();
  const fed = program.inputs.filter(([name]) => !places.has(name));
  const sizes = new Map([...names].map(([{ shape, dtype }, name]) => [name, bytesOf(shape, dtype)]));
  return {
    irVersion: 9,
    producer: "onda",
    opsets: {
      "": OPSET,
      ...(native ? { "com.microsoft": 1 } : {}),
      ...(channelBlock > 0 ? { "com.microsoft.nchwc": 1 } : {}),
    },
    nodes: executionOrder(writer.finished(), sizes, new Set(outputs.map(({ name }) => name))),
    initializers: writer.initializers,
    ...(places.size > 0 ? { stored: storedOf(program, places) } : {}),
    inputs: fed.map(([name, { dtype, shape }]) => ({ name, dtype, shape })),
    outputs,
    metadata: options.metadata ?? {},
  };
}

/** Inputs as initializers. Throws an OnnxError for a path that is no input, or a place of another size. */
function storedOf(program: Ports, places: ReadonlyMap<string, Place>): ReadonlyMap<string, OnnxStored> {
  const inputs = new Map(program.inputs);
  return new Map(
    [...places].map(([path, place]) => {
      const spec = inputs.get(path);
      if (spec === undefined) throw new OnnxError(`lower: ${path} is stored, but is no input of the program.`);
      const shape = concreteShape(spec.shape, "lower");
      const bytes = sizeOf(shape) * bytesPerElement(spec.dtype);
      if (bytes !== place.bytes) {
        throw new OnnxError(
          `lower: ${path} is ${spec.dtype} [${shape.join(", ")}], ${bytes} bytes. ${place.file} holds ${place.bytes}.`,
        );
      }
      return [path, { dtype: spec.dtype, shape, ...place }];
    }),
  );
}

/** The ONNX name of a program's output. */
export const outputName = (path: string): string => `${path}:out`;

/** About how large a value is: a named size counts as 64. */
const bytesOf = (shape: Shape, dtype: DType): number =>
  shape.reduce<number>((n, dim) => n * (typeof dim === "number" ? dim : 64), bytesPerElement(dtype));

/** Equal numbers as equal text; -0 is not 0. */
const numbersText = (data: TypedArray): string =>
  Array.from(data as ArrayLike<number | bigint>, (n) => (Object.is(n, -0) ? "-0" : n)).join();

/** Names of its own hold a colon (`n:0`, `c:0`), so that no input bears them. */
class GraphWriter {
  private readonly nodes: (OnnxNode & { outputs: string[] })[] = [];
  private readonly makers = new Map<string, OnnxNode & { outputs: string[] }>();
  /** Values that are outputs, and their names as such. */
  private readonly named = new Map<string, string>();
  readonly initializers = new Map<string, OnnxTensor>();
  readonly emit: Emit;
  private readonly shared = new Map<string, string>();
  private readonly dims = new Map<string, string>();

  constructor(
    private readonly program: Ports,
    may: Pick<Emit, "native" | "channelBlock">,
  ) {
    const many: Emit["many"] = (opType, inputs, count, attributes = {}, domain = "") => {
      const base = `n:${this.nodes.length}`;
      const outputs = Array.from({ length: count }, (_, i) => (i === 0 ? base : `${base}_${i}`));
      this.node(opType, inputs, outputs, attributes, domain);
      return outputs;
    };
    const constant: Emit["constant"] = (dtype, shape, data) => this.constant(dtype, shape, data);
    const ints: Emit["ints"] = (values) => constant("int64", [values.length], arrayOf("int64", values));
    const single = (
      opType: string,
      inputs: readonly string[],
      attributes?: Record<string, OnnxAttribute>,
      domain?: string,
    ) => many(opType, inputs, 1, attributes, domain)[0]!;
    this.emit = Object.assign(single, {
      many,
      also: (name: string, output: number) => this.also(name, output),
      constant,
      ints,
      ...may,
      scalar: (dtype: DType, value: number) =>
        dtype === "float16"
          ? single("Cast", [constant("float32", [], arrayOf("float32", [value]))], { to: onnxDataTypes.float16 })
          : constant(dtype, [], arrayOf(dtype, [value])),
      shape: (shape: Shape) => this.shape(shape),
    });
  }

  node(
    opType: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
    domain = "",
  ): void {
    const name = `${opType}_${this.nodes.length}`;
    const made = { name, opType, domain, inputs, outputs: [...outputs], attributes };
    for (const output of outputs) this.makers.set(output, made);
    this.nodes.push(made);
  }

  private also(name: string, output: number): string {
    const maker = this.makers.get(name);
    if (maker?.outputs[0] !== name) throw new OnnxError(`lower: ${name} is not the first output of a node.`);
    while (maker.outputs.length <= output) {
      const next = `${name}_${maker.outputs.length}`;
      maker.outputs.push(next);
      this.makers.set(next, maker);
    }
    return maker.outputs[output]!;
  }

  /**
   * Gives a program's output its name: the node that makes it writes under this name, so that nothing is copied.
   * An input, a constant or a value that is an output already is passed through Identity.
   */
  output(names: ReadonlyMap<Tensor, string>, y: Tensor, name: string): void {
    const value = names.get(y)!;
    if (this.makers.has(value) && !this.named.has(value)) this.named.set(value, name);
    else this.node("Identity", [value], [name]);
  }

  /** The nodes, with the names that outputs were given. */
  finished(): OnnxNode[] {
    const rename = (x: string) => this.named.get(x) ?? x;
    return this.nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) }));
  }

  private constant(dtype: DType, shape: readonly number[], data: TypedArray): string {
    const key = data.length <= SHARED_CONSTANT ? `${dtype}|${shape}|${numbersText(data)}` : undefined;
    const known = key === undefined ? undefined : this.shared.get(key);
    if (known !== undefined) return known;
    const name = `c:${this.initializers.size}`;
    this.initializers.set(name, { dtype, shape, data });
    if (key !== undefined) this.shared.set(key, name);
    return name;
  }

  /** A shape as a value: constant where it can be, else joined from the sizes of the program's inputs. */
  private shape(shape: Shape): string {
    if (shape.every((dim) => typeof dim === "number")) return this.emit.ints(shape as number[]);
    return this.emit(
      "Concat",
      shape.map((dim) => this.dim(dim)),
      { axis: 0 },
    );
  }

  private dim(dim: Dim): string {
    if (typeof dim === "number") return this.emit.ints([dim]);
    const known = this.dims.get(dim);
    if (known !== undefined) return known;
    const name = this.inputDim(dim) ?? this.derivedDim(dim);
    this.dims.set(dim, name);
    return name;
  }

  private inputDim(dim: string): string | undefined {
    for (const [name, { shape }] of this.program.inputs) {
      const axis = shape.indexOf(dim);
      if (axis >= 0) return this.emit("Shape", [name], { start: axis, end: axis + 1 });
    }
    return undefined;
  }

  private derivedDim(dim: string): string {
    const made = partsOf(dim);
    if (made !== undefined) {
      const terms = made.parts.map((part) => this.dim(part));
      return terms.reduce((a, b) => this.emit(made.kind === "sum" ? "Add" : "Mul", [a, b]));
    }
    throw new OnnxError(
      `lower: the size ${JSON.stringify(dim)} stands in no input of the program. Name it in an input's shape.`,
    );
  }
}
