// One program for several sizes: names instead of numbers, their sums and products.

import { describe, expect, it } from "vitest";
import {
  affine,
  attention,
  broadcastTo,
  concat,
  constant,
  einsum,
  f32,
  gather,
  groupNorm,
  i64,
  layerNorm,
  ones,
  reshape,
  resizeNearest,
  scatterAdd,
  softmax,
  trace,
  transpose,
  type Value,
} from "../../src/graph/index.ts";
import { lower } from "../../src/onnx/index.ts";
import { expectSame } from "./expect-same.ts";
import { drawAll, integers, normal, type Sample } from "./samples.ts";

/** One index as a tensor. */
const at = (i: number) => constant([i], [1], "int64");
const draw = (...samples: Sample[]): Value[] => drawAll(samples, 2);

describe("named sizes", () => {
  it("serve a decoder's step with any past: [batch, past + new] keys", async () => {
    const specs = {
      x: f32("batch", "new", 4),
      pastKeys: f32("batch", 2, "past", 2),
      bias: f32("new", "past + new"),
      w: f32(4, 12),
      norm: f32(4),
    };
    const program = trace(specs, ({ x, pastKeys, bias, w, norm }) => {
      const qkv = reshape(affine(layerNorm(x, norm, norm), w), ["batch", "new", 3, 2, 2]);
      const [q, k, v] = [0, 1, 2].map((i) =>
        transpose(reshape(gather(qkv, at(i), 2), ["batch", "new", 2, 2]), [0, 2, 1, 3]),
      );
      const keys = concat([pastKeys, k!], 2);
      const y = attention(q!, keys, concat([pastKeys, v!], 2), { bias });
      const last = gather(reshape(transpose(y, [0, 2, 1, 3]), ["batch", "new", 4]), at(-1), 1);
      return { keys, last, probabilities: softmax(reshape(last, ["batch", 4])) };
    });
    expect(program.result.keys.shape).toEqual(["batch", 2, "past + new", 2]);
    for (const [batch, past, now] of [
      [1, 0, 3],
      [2, 3, 1],
      [2, 4, 2],
    ] as const) {
      const [x, pastKeys, bias, w, norm] = draw(
        normal(batch, now, 4),
        normal(batch, 2, past, 2),
        normal(now, past + now),
        normal(4, 12),
        normal(4),
      );
      const { keys } = await expectSame(program, { x: x!, pastKeys: pastKeys!, bias: bias!, w: w!, norm: norm! });
      expect(keys.shape).toEqual([batch, 2, past + now, 2]);
    }
  });

  it("multiply where axes are joined, and part again", async () => {
    const program = trace({ x: f32("b", 3, "t", 2), y: f32("b", "t") }, ({ x, y }) => {
      const rows = reshape(x, [-1, 2]);
      expect(rows.shape).toEqual(["3 * b * t", 2]);
      return {
        rows,
        back: reshape(rows, ["b", 3, "t", 2]),
        shared: einsum("bctd,bt->cd", x, y),
        wide: broadcastTo(reshape(y, ["b", 1, "t", 1]), ["b", 4, "t", 2]),
        ones: ones(["t", "b"]),
      };
    });
    for (const [b, t] of [
      [1, 1],
      [2, 5],
    ] as const) {
      const [x, y] = draw(normal(b, 3, t, 2), normal(b, t));
      await expectSame(program, { x: x!, y: y! });
    }
  });

  it("scatter and shape pictures of any batch", async () => {
    const program = trace({ x: f32("n", 4, 2, 2), ids: i64("n"), g: f32(4) }, ({ x, ids, g }) => ({
      big: resizeNearest(groupNorm(x, 2, g, g), [4, 4]),
      sums: scatterAdd(reshape(x, ["n", 16]), ids, 5),
    }));
    for (const n of [1, 6]) {
      const [x, ids, g] = draw(normal(n, 4, 2, 2), integers(0, 5, n), normal(4));
      await expectSame(program, { x: x!, ids: ids!, g: g! });
    }
  });

  it("must stand in an input", () => {
    const program = trace({ x: f32(2) }, () => ({ y: ones(["elsewhere"]) }));
    expect(() => lower(program)).toThrow(
      'lower: the size "elsewhere" stands in no input of the program. Name it in an input\'s shape.',
    );
  });
});
