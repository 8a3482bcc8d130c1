/** Programs whose weights lie in a file: ONNX Runtime maps it, and what it rearranges is not held twice. */
import type { Program, Spec, Tensor, Tree } from "../../graph/index.ts";
import { encodeOnnx, lower, type Place } from "../../onnx/index.ts";
import type { CompileOptions, Executable } from "../runtime.ts";
import { createSession, withBrake, wrap } from "./onnxruntime.ts";

/** Where the numbers of a program's inputs lie. */
export interface StoredInputs {
  readonly folder: string;
  /** By the input's path; files are named as they are in the folder, and `offset` is a multiple of 4,096. */
  readonly places: ReadonlyMap<string, Place>;
}

/**
 * Compiles a program whose input `params` is taken from files, all of it. It is not fed when the program runs. The files
 * must stay as they are until the program is disposed of.
 * Throws an OnnxError for places that do not fit the inputs, a RuntimeError for files that cannot be read.
 */
export async function compileStored<S extends { readonly params: Tree<Spec> }, R extends Tree<Tensor>>(
  program: Program<S & Tree<Spec>, R>,
  { folder, places }: StoredInputs,
  options: CompileOptions = {},
): Promise<Executable<Omit<S, "params"> & Tree<Spec>, R>> {
  const model = withBrake(lower(program, "native", { stored: places }));
  const session = await createSession(encodeOnnx(model), options, {
    model_external_initializers_file_folder_path: folder,
  });
  const inputs = program.inputs.filter(([path]) => !places.has(path));
  return wrap({ ...program, inputs } as unknown as Program<Omit<S, "params"> & Tree<Spec>, R>, session);
}
