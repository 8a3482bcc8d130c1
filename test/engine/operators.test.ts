// What `ondaOperators` lists is what the cases of all ops are lowered to, native and portable, gradients too.

import { expect, it } from "vitest";
import { lower, ondaOperators } from "../../src/onnx/index.ts";
import { type Order, traceCase } from "./case.ts";
import { cases } from "./cases/index.ts";

it("the operators that Onda writes are listed", () => {
  const met = new Set<string>();
  for (const example of cases) {
    const { program } = traceCase({ ...example, order: Math.min(1, example.order) as Order });
    for (const lowering of ["portable", "native"] as const) {
      for (const { opType, domain } of lower(program, lowering).nodes) {
        met.add(domain === "" ? opType : `${domain}.${opType}`);
      }
    }
  }
  expect([...met].sort()).toEqual([...ondaOperators].sort());
});
