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
import { bindInputs, nestOutputs } from "../values.ts";

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
      logSeverityLevel: 3,
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
  return {
    program,
    async run(inputs, into) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const [path, given] of bindInputs(program, inputs)) feeds[path] = toOrt(given);
      const fetches: Record<string, ort.Tensor | null> = {};
      for (const [path] of program.outputs) {
        const target = into?.get(path);
        fetches[outputName(path)] = target === undefined ? null : toOrt(target);
      }
      const results = await session.run(feeds, fetches);
      const values = new Map<string, Value>();
      for (const [path, { dtype }] of program.outputs) {
        values.set(path, into?.get(path) ?? fromOrt(dtype, results[outputName(path)]!));
      }
      return nestOutputs(program, values) as ValuesOf<R>;
    },
    async dispose() {
      await session.release();
    },
  };
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
