/** The runtime port on ONNX Runtime's native library for Node. */
import * as ort from "onnxruntime-node";
import {
  arrayTypeOf,
  type DType,
  type Program,
  type Spec,
  type Tensor,
  type Tree,
  type TypedArray,
  type Value,
  type ValuesOf,
} from "../../graph/index.ts";
import { encodeOnnx, lower, outputName } from "../../onnx/index.ts";
import { type CompileOptions, type Executable, type Runtime, RuntimeError } from "../runtime.ts";
import { bindInputs, bindOutputs, nestOutputs } from "../values.ts";

/** ONNX Runtime on this machine: the CPU unless other providers are asked for. */
export const onnxRuntime: Runtime = {
  name: "onnxruntime-node",
  async compile(program, options = {}) {
    const bytes = encodeOnnx(lower(program, options.lowering ?? "native"));
    return wrap(program, await createSession(bytes, options));
  },
};

/** A session for ONNX bytes; the runtime's complaint comes back as a RuntimeError. */
export async function createSession(bytes: Uint8Array, options: CompileOptions = {}): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: [...(options.providers ?? ["cpu"])],
      graphOptimizationLevel: "all",
      // A planned block would lie beside the arena that the first run filled: twice the memory, no time won.
      enableMemPattern: false,
      // Numbers below 1e-38 count as 0, as on a GPU: a causal softmax is 6 times faster, and so are old Adam moments.
      extra: { session: { set_denormal_as_zero: "1" } },
      logSeverityLevel: 4, // errors come as exceptions; nothing else is to be printed
      ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
      ...(options.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: options.profile }),
    });
  } catch (error) {
    throw new RuntimeError(`compile: ONNX Runtime refused the program: ${(error as Error).message}`, { cause: error });
  }
}

function wrap<S extends Tree<Spec>, R extends Tree<Tensor>>(
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
      const fetches: Record<string, ort.Tensor | null> = {};
      for (const [path] of program.outputs) {
        const target = targets.get(path);
        fetches[outputName(path)] = target === undefined ? null : toOrt(target);
      }
      const results = await execute(session, feeds, fetches);
      const outputs = program.outputs.map(([path, { dtype }]): [string, Value] => [
        path,
        targets.get(path) ?? fromOrt(dtype, results[outputName(path)]!),
      ]);
      return nestOutputs(program, new Map(outputs)) as ValuesOf<R>;
    },
    async dispose() {
      if (!disposed) await session.release();
      disposed = true;
    },
  };
}

async function execute(
  session: ort.InferenceSession,
  feeds: Record<string, ort.Tensor>,
  fetches: Record<string, ort.Tensor | null>,
): Promise<ort.InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(feeds, fetches);
  } catch (error) {
    throw new RuntimeError(`run: ONNX Runtime stopped: ${(error as Error).message}`, { cause: error });
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

function fromOrt(dtype: DType, tensor: ort.Tensor): Value {
  const raw = tensor.data as TypedArray;
  const kind = arrayTypeOf(dtype);
  const data = raw instanceof kind ? raw : new kind(raw.buffer as ArrayBuffer, raw.byteOffset, raw.length);
  const made: Value = { dtype, shape: tensor.dims, data };
  wrapped.set(made, tensor);
  return made;
}
