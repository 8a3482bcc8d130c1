/** How fast this machine is: two short timings, of arithmetic and of memory. */
import { availableParallelism } from "node:os";
import { add, f32, matmul, type Tensor, trace } from "../graph/index.ts";
import { createRng } from "../nn/index.ts";
import { type CompileOptions, type Runtime, value } from "../runtime/index.ts";

export interface Machine {
  /** Cores that are busy while a program runs. */
  readonly cores: number;
  /** Of a matrix product of 512 × 512. */
  readonly flopsPerSecond: number;
  /** Of a sum of two vectors of 4 MB each, about what a step moves at once. */
  readonly bytesPerSecond: number;
}

const SIZE = 512;
const LENGTH = 2 ** 20;
const MILLISECONDS = 150;

/** Takes under half a second. The best of several runs counts: what the machine can do while nothing else runs. */
export async function calibrate(runtime: Runtime, compile: CompileOptions = {}): Promise<Machine> {
  const product = await fastest(runtime, compile, [SIZE, SIZE], (a, b) => matmul(a, b));
  const sum = await fastest(runtime, compile, [LENGTH], (a, b) => add(a, b));
  return {
    cores: compile.threads ?? availableParallelism(),
    flopsPerSecond: (2 * SIZE ** 3) / product,
    bytesPerSecond: (3 * 4 * LENGTH) / sum,
  };
}

/** The seconds of the fastest run. The result is written to the same place each time, as training does. */
async function fastest(
  runtime: Runtime,
  compile: CompileOptions,
  shape: readonly number[],
  body: (a: Tensor, b: Tensor) => Tensor,
): Promise<number> {
  const program = trace({ a: f32(...shape), b: f32(...shape) }, ({ a, b }) => body(a, b));
  const executable = await runtime.compile(program, compile);
  const size = shape.reduce((n, dim) => n * dim, 1);
  const [a, b, y] = Array.from({ length: 3 }, () => value(new Float32Array(size), shape));
  const rng = createRng("calibrate");
  for (let i = 0; i < Math.min(size, 2 ** 12); i++) a!.data[i] = b!.data[i] = rng.float();
  const into = new Map([["output", y!]]);
  const end = performance.now() + MILLISECONDS;
  let best = Number.POSITIVE_INFINITY;
  do {
    const begun = performance.now();
    await executable.run({ a: a!, b: b! }, into);
    best = Math.min(best, (performance.now() - begun) / 1000);
  } while (performance.now() < end);
  await executable.dispose();
  return best;
}
