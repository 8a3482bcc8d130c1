/** The runtime port on ONNX Runtime's native library for Node. */
import * as ort from "onnxruntime-node";
import {
  type Program,
  type Spec,
  type Tensor,
  type Tree,
  topological,
  type Value,
  type ValuesOf,
} from "../../graph/index.ts";
import { encodeOnnx, lower, type OnnxModel, OPSET, outputName } from "../../onnx/index.ts";
import { type CompileOptions, type Executable, type Runtime, RuntimeError } from "../runtime.ts";
import { bindInputs, bindOutputs, nestOutputs, numbersOf, zerosOf } from "../values.ts";

/** ONNX Runtime on this machine: the CPU unless other providers are asked for. */
export const onnxRuntime: Runtime = {
  name: "onnxruntime-node",
  async compile(program, options = {}) {
    const convolves = topological(program.outputs.map(([, y]) => y)).some(({ op }) => op.name.startsWith("conv"));
    const model = lower(program, options.lowering, { channelBlock: convolves ? await channelBlock() : 0 });
    return wrap(program, await createSession(encodeOnnx(withBrake(model)), options));
  },
};

let foundBlock: Promise<number> | undefined;

/** How many channels this processor's blocked convolution takes together, found by a trial: 16, 8, or 0 without one. */
const channelBlock = (): Promise<number> => {
  foundBlock ??= findBlock().catch(() => 0);
  return foundBlock;
};

async function findBlock(): Promise<number> {
  const [dtype, domain] = ["float32", "com.microsoft.nchwc"] as const;
  const session = await createSession(
    encodeOnnx({
      irVersion: 9,
      producer: "onda",
      opsets: { "": OPSET, [domain]: 1 },
      nodes: [{ name: "reorder", opType: "ReorderInput", domain, inputs: ["x"], outputs: ["y"], attributes: {} }],
      initializers: new Map(),
      inputs: [{ name: "x", dtype, shape: [1, 4, 1, 1] }],
      outputs: [{ name: "y", dtype, shape: [1, "block", 1, 1] }],
      metadata: {},
    }),
  );
  const { y } = await session.run({ x: new ort.Tensor(dtype, new Float32Array(4), [1, 4, 1, 1]) });
  await session.release();
  return y!.dims[1]!;
}

/**
 * A session for ONNX bytes or for a file; the runtime's complaint comes back as a RuntimeError.
 * @param settings further ones of ONNX Runtime's session
 */
export async function createSession(
  model: Uint8Array | string,
  options: CompileOptions = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(model as string, {
      executionProviders: [...(options.providers ?? ["cpu"])],
      graphOptimizationLevel: "all",
      // A planned block would lie beside the arena that the first run filled: twice the memory, no time won.
      enableMemPattern: false,
      // Numbers below 1e-38 count as 0, as on a GPU: a causal softmax is 6 times faster, and so are old Adam moments.
      extra: { session: { set_denormal_as_zero: "1", ...settings } },
      logSeverityLevel: 4, // errors come as exceptions; nothing else is to be printed
      ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
      ...(options.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: options.profile }),
    });
  } catch (error) {
    throw new RuntimeError(`compile: ONNX Runtime refused the program: ${(error as Error).message}`, { cause: error });
  }
}

/** A session as the program that it was made of. */
export function wrap<S extends Tree<Spec>, R extends Tree<Tensor>>(
  program: Program<S, R>,
  session: ort.InferenceSession,
): Executable<S, R> {
  let disposed = false;
  return {
    program,
    async run(inputs, into) {
      if (disposed) throw new RuntimeError("run: the program was disposed of. Compile it again.");
      const { values, sizes } = bindInputs(program, inputs);
      const targets = bindOutputs(program, into, sizes);
      const feeds: Record<string, ort.Tensor> = {};
      for (const [path, given] of values) feeds[path] = toOrt(given);
      const outputs = new Map<string, Value>();
      const fetches: Record<string, ort.Tensor | null> = {};
      for (const [path, { dtype, shape }] of program.outputs) {
        const target = targets.get(path) ?? zerosOf({ dtype, shape: numbersOf(shape, sizes) });
        fetches[outputName(path)] = toOrt(target);
        outputs.set(path, target);
      }
      const bytes = [...outputs.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
      await execute(session, feeds, bytes < BRAKE_FROM ? fetches : { ...fetches, [BRAKE]: null });
      return nestOutputs(program, outputs) as ValuesOf<R>;
    },
    async dispose() {
      if (!disposed) await session.release();
      disposed = true;
    },
  };
}

/** An output that JavaScript cannot be given, asked for where the copies of the others would cost more than an error. */
const BRAKE = "brake";
const BRAKE_FROM = 2 ** 18;

/**
 * onnxruntime-node writes outputs into the memory that it is given, and then copies each of them once more into a new
 * array that nobody reads: a tenth of a training step. It stops at an output that it cannot copy, so a program's first
 * output is an empty list of tensors. Were a later version to take lists, the copies would come back, and nothing else.
 */
export const withBrake = (model: OnnxModel): OnnxModel => ({
  ...model,
  nodes: [
    { name: BRAKE, opType: "SequenceEmpty", domain: "", inputs: [], outputs: [BRAKE], attributes: {} },
    ...model.nodes,
  ],
  outputs: [{ name: BRAKE, dtype: "float32", shape: [], sequence: true }, ...model.outputs],
});

async function execute(
  session: ort.InferenceSession,
  feeds: Record<string, ort.Tensor>,
  fetches: Record<string, ort.Tensor | null>,
): Promise<void> {
  try {
    await session.run(feeds, fetches);
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith("Non tensor type"))
      throw new RuntimeError(`run: ONNX Runtime stopped: ${message}`, { cause: error });
  }
}

const wrapped = new WeakMap<Value, ort.Tensor>();

/** The runtime's view of a value: no copy, made once for each value. */
function toOrt(given: Value): ort.Tensor {
  const known = wrapped.get(given);
  if (known !== undefined) return known;
  const tensor = new ort.Tensor(given.dtype as "float32", given.data as Float32Array, given.shape);
  wrapped.set(given, tensor);
  return tensor;
}
