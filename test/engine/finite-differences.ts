// Gradients against central differences, both in float64: (f(x + h) - f(x - h)) / 2h.

import { expect } from "vitest";
import type { Program, Tensor } from "../../src/graph/index.ts";
import { isFloat, topological, type Value } from "../../src/graph/index.ts";
import type { Floats } from "../../src/runtime/reference/array.ts";
import { toFloats } from "../../src/runtime/reference/border.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";

const STEP = 1e-4;
/** At most so many places of each input are tried, spread evenly. */
const PLACES = 24;

/**
 * Fails where `gradients`, one for each of the program's inputs, are not the derivatives of the scalar.
 * Constants of float32 programs are rounded, hence a tolerance of 1e-5 of the largest derivative.
 */
export function expectDerivatives(
  program: Pick<Program, "inputs">,
  values: readonly Value[],
  scalar: Tensor,
  gradients: readonly Tensor[],
): void {
  const inputs = program.inputs.map(([path, { dtype }], i): [string, Floats] => {
    const { shape, data } = values[i]!;
    return [path, { shape, data: toFloats(dtype, data) }];
  });
  const used = new Set(topological([scalar]));
  const numbers = evaluate({ outputs: gradients.map((g, i) => [String(i), g]) }, new Map(inputs));
  program.inputs.forEach(([path, tensor], i) => {
    if (!isFloat(tensor.dtype) || !used.has(tensor)) return;
    const { data } = inputs[i]![1];
    const analytic = numbers.get(String(i))!.data;
    const scale = analytic.reduce((m, x) => Math.max(m, Math.abs(x)), 1);
    for (let place = 0; place < data.length; place += Math.ceil(data.length / PLACES)) {
      const at = (step: number): number => {
        const moved = Float64Array.from(data);
        moved[place]! += step;
        const feeds = new Map(inputs).set(path, { ...inputs[i]![1], data: moved });
        return evaluate({ outputs: [["y", scalar]] }, feeds).get("y")!.data[0]!;
      };
      const difference = (at(STEP) - at(-STEP)) / (2 * STEP);
      if (!(Math.abs(difference - analytic[place]!) <= 1e-5 * scale)) {
        expect.fail(`d/d ${path}[${place}]: the gradient is ${analytic[place]}, differences say ${difference}`);
      }
    }
  });
}
