// Cases of ops that move numbers.

import {
  add,
  alias,
  barrier,
  broadcastTo,
  concat,
  constant,
  dilate,
  div,
  fill,
  flip,
  mul,
  ones,
  pad,
  rematerialize,
  reshape,
  scalar,
  slice,
  split,
  stack,
  stopGradient,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { booleans, integers, normal, positive } from "../samples.ts";

export const sourceCases: readonly Case[] = [
  test("input", "as it is", [normal(2, 3)], ([x]) => x!),
  test("constant", "added", [normal(2, 3)], ([x]) => add(x!, constant([1, 2, 3], [3]))),
  test("constant", "large, not shared", [normal(100)], ([x]) =>
    mul(x!, constant(new Float32Array(100).fill(3), [100])),
  ),
  test("constant", "alone", [], () => constant([1, -2, 3], [3], "int64"), 0),
  test("constant", "-0 is not 0", [positive(1)], ([x]) => concat([div(x!, scalar(0)), div(x!, scalar(-0))], 0), 0),
  test("fill", "ones, zeros and others", [normal(2, 3)], ([x]) =>
    add(mul(x!, fill(2.5, [2, 3])), add(ones([3]), zeros([2, 1]))),
  ),
  test("fill", "int64", [], () => fill(-7, [2, 2], "int64"), 0),
  test("alias", "twice", [normal(3)], ([x]) => mul(alias(x!), alias(x!))),
  test("barrier", "changes nothing", [normal(2, 2), normal(3)], ([x, after]) => barrier(x!, tanh(after!))),
  test("rematerialize", "a layer", [normal(2, 3), normal(3)], ([x, b]) =>
    rematerialize("layer", (u: Tensor, c: Tensor) => tanh(add(mul(u, u), c)))(x!, b!),
  ),
  // Differences see through it, so its gradient is tested apart.
  test("stopGradient", "keeps the value", [normal(3)], ([x]) => stopGradient(x!), 0),
];

export const shapeCases: readonly Case[] = [
  test("reshape", "joins axes", [normal(2, 3, 2)], ([x]) => reshape(x!, [6, 2])),
  test("reshape", "works out a size", [normal(2, 6)], ([x]) => reshape(x!, [3, -1, 2])),
  test("reshape", "to a scalar", [normal(1, 1)], ([x]) => reshape(x!, [])),
  test("reshape", "of a scalar", [normal()], ([x]) => reshape(x!, [1, 1])),
  test("transpose", "last two", [normal(2, 3, 4)], ([x]) => transpose(x!)),
  test("transpose", "a cycle", [normal(2, 3, 2)], ([x]) => transpose(x!, [2, 0, 1])),
  test("transpose", "four axes", [normal(2, 1, 3, 2)], ([x]) => transpose(x!, [0, 2, -1, 1])),
  test("broadcastTo", "new axes and sizes", [normal(2, 1)], ([x]) => broadcastTo(x!, [3, 2, 4])),
  test("broadcastTo", "a scalar", [normal()], ([x]) => broadcastTo(x!, [2, 2])),
  test("broadcastTo", "bool", [booleans(3, 1)], ([x]) => broadcastTo(x!, [3, 2]), 0),
  test("slice", "a range", [normal(5, 2)], ([x]) => slice(x!, 0, 1, 4)),
  test("slice", "steps that miss the end", [normal(2, 8)], ([x]) => slice(x!, 1, 1, 8, 3)),
  test("slice", "steps that meet the end", [normal(7)], ([x]) => slice(x!, 0, 0, 7, 2)),
  test("slice", "from the end", [normal(2, 5)], ([x]) => slice(x!, -1, -3, -1)),
  test("slice", "nothing", [normal(4)], ([x]) => concat([slice(x!, 0, 2, 2), slice(x!, 0, 3)], 0)),
  test("slice", "int64", [integers(0, 9, 6)], ([x]) => slice(x!, 0, 1, 6, 2), 0),
  test("slice", "split in parts", [normal(2, 6)], ([x]) => {
    const [a, b, c] = split(x!, 1, [1, 3, 2]);
    return concat([c!, a!, b!], 1);
  }),
  test("concat", "rows", [normal(1, 3), normal(2, 3)], ([a, b]) => concat([a!, b!], 0)),
  test("concat", "columns, one twice", [normal(2, 1), normal(2, 2)], ([a, b]) => concat([a!, b!, a!], -1)),
  test("concat", "stack", [normal(2, 3), normal(2, 3)], ([a, b]) => stack([a!, b!], 1)),
  test("concat", "int64", [integers(0, 9, 2), integers(0, 9, 3)], ([a, b]) => concat([a!, b!], 0), 0),
  test("pad", "both sides", [normal(2, 3)], ([x]) =>
    pad(x!, [
      [1, 0],
      [2, 1],
    ]),
  ),
  test("pad", "with a number", [normal(3)], ([x]) => pad(x!, [[1, 2]], 0.5)),
  test("pad", "dilate", [normal(2, 4)], ([x]) => dilate(x!, 1, 3)),
  test("pad", "int64", [integers(0, 9, 3)], ([x]) => pad(x!, [[1, 1]], -1), 0),
  test("flip", "one axis", [normal(2, 3)], ([x]) => flip(x!, [-1])),
  test("flip", "two axes", [normal(2, 3, 2)], ([x]) => flip(x!, [0, 2])),
];
