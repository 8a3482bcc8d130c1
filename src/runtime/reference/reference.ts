/** The runtime port in plain TypeScript: float64 inside, each dtype at the border. */
import type { Program, Spec, Tensor, Tree, Value, ValuesOf } from "../../graph/index.ts";
import { type Executable, type Runtime, RuntimeError } from "../runtime.ts";
import { bindInputs, bindOutputs, nestOutputs } from "../values.ts";
import type { Floats } from "./array.ts";
import { fromFloats, toFloats } from "./border.ts";
import { evaluate } from "./evaluate.ts";

/** Slow and obvious; it ignores every compile option, for it has no lowering, threads or providers. */
export const reference: Runtime = {
  name: "reference",
  compile: async (program) => wrap(program),
};

function wrap<S extends Tree<Spec>, R extends Tree<Tensor>>(program: Program<S, R>): Executable<S, R> {
  let disposed = false;
  return {
    program,
    async run(inputs, into) {
      if (disposed) throw new RuntimeError("run: the program was disposed of. Compile it again.");
      const { values, sizes } = bindInputs(program, inputs);
      const targets = bindOutputs(program, into, sizes);
      const floats = new Map<string, Floats>();
      for (const [path, { dtype, shape, data }] of values) floats.set(path, { shape, data: toFloats(dtype, data) });
      const results = evaluate(program, floats, sizes);
      const outputs = program.outputs.map(([path, { dtype }]): [string, Value] => {
        const { shape, data } = results.get(path)!;
        const rounded = fromFloats(dtype, data);
        const target = targets.get(path);
        if (target === undefined) return [path, { dtype, shape, data: rounded }];
        (target.data as Float64Array).set(rounded as unknown as Float64Array);
        return [path, target];
      });
      return nestOutputs(program, new Map(outputs)) as ValuesOf<R>;
    },
    async dispose() {
      disposed = true;
    },
  };
}
