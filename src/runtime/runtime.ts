/** The runtime port: compile a program once, run it many times. Nothing here knows Node or a browser. */

import type { Program, Spec, Tensor, Tree, Value, ValuesOf } from "../graph/index.ts";
import type { Lowering } from "../onnx/index.ts";

export interface CompileOptions {
  readonly lowering?: Lowering;
  /** Threads inside an op; the runtime chooses unless given. */
  readonly threads?: number;
  /** Execution providers in order of preference, e.g. `["cuda", "cpu"]`; `["cpu"]` unless given. */
  readonly providers?: readonly string[];
  /** Writes the runtime's own profile, where it has one, to this prefix. */
  readonly profile?: string;
}

export interface Runtime {
  readonly name: string;
  compile<S extends Tree<Spec>, R extends Tree<Tensor>>(
    program: Program<S, R>,
    options?: CompileOptions,
  ): Promise<Executable<S, R>>;
}

export interface Executable<S extends Tree<Spec> = Tree<Spec>, R extends Tree<Tensor> = Tree<Tensor>> {
  readonly program: Program<S, R>;
  /**
   * Runs the program. `into` may hold preallocated values by output path: the runtime writes into
   * them and returns them, so that state can swap buffers instead of allocating. A value that is an input
   * of the same run may be among them only where `inPlace` says so: what is read from it is undefined otherwise.
   * Throws a RuntimeError when an input does not fit its spec.
   */
  run(inputs: ValuesOf<S>, into?: ReadonlyMap<string, Value>): Promise<ValuesOf<R>>;
  dispose(): Promise<void>;
}

export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
}
