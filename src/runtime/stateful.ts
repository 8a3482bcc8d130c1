/**
 * A program that carries state: what can be is written over what was read (`in-place.ts`); of the rest there are two
 * sets of buffers that swap roles after each run. Nothing is allocated.
 */
import { leavesOf, mapTree, type Spec, type Tensor, type Tree, type Value, type ValuesOf } from "../graph/index.ts";
import { inPlace } from "./in-place.ts";
import type { Executable } from "./runtime.ts";
import { RuntimeError } from "./runtime.ts";
import { zerosOf } from "./values.ts";

type Rest<S> = ValuesOf<Omit<S, "state">>;
type Others<R> = Omit<ValuesOf<R>, "state">;

export interface Stateful<S, R, State> {
  /** The state after the last run. Valid until the next run: copy what must last. */
  readonly state: State;
  run(inputs: Rest<S>): Promise<Others<R>>;
}

/**
 * Drives an executable whose input `state` and output `state` are records of the same specs.
 * The values of `initial` become buffers and will be overwritten.
 */
export function stateful<
  S extends { readonly state: Tree<Spec> },
  R extends { readonly state: Tree<Tensor> },
  State extends Tree<Value>,
>(executable: Executable<S & Tree<Spec>, R & Tree<Tensor>>, initial: State): Stateful<S, R, State> {
  checkSameState(executable);
  const same = inPlace(executable.program);
  const other = mapTree<Value, Value, Tree<Value>>(initial, (v, path) =>
    same.has(`state.${path}`) ? v : zerosOf(v),
  ) as State;
  const sets = [initial, other].map((state) => ({
    state,
    buffers: new Map(leavesOf<Value>(state).map(([path, leaf]) => [`state.${path}`, leaf])),
  }));
  let turn = 0;
  return {
    get state() {
      return sets[turn]!.state;
    },
    async run(inputs) {
      const { state } = sets[turn]!;
      const { buffers } = sets[1 - turn]!;
      const results = await executable.run(
        { ...(inputs as object), state } as unknown as ValuesOf<S & Tree<Spec>>,
        buffers,
      );
      turn = 1 - turn;
      const { state: _, ...others } = results as unknown as { state: unknown };
      return others as Others<R>;
    },
  };
}

function checkSameState(executable: Executable<Tree<Spec>, Tree<Tensor>>): void {
  const describe = (leaves: readonly (readonly [string, Spec])[]) =>
    leaves
      .filter(([path]) => path.startsWith("state."))
      .map(([path, { dtype, shape }]) => `${path} ${dtype} [${shape}]`)
      .sort()
      .join("\n");
  const [into, out] = [describe(executable.program.inputs), describe(executable.program.outputs)];
  if (into !== out)
    throw new RuntimeError(
      `stateful: the program takes\n${into}\nand returns\n${out}\nas its state. Both must be equal.`,
    );
}
