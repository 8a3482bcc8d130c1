// Laws on random shapes: results equal in all three ways, derivatives right, for whole families of ops.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  averagePool,
  conv,
  convTranspose,
  cumsum,
  div,
  einsum,
  flip,
  gather,
  logSoftmax,
  matmul,
  max,
  maximum,
  maxPool,
  mean,
  min,
  mul,
  pad,
  reshape,
  scatterAdd,
  slice,
  softmax,
  sub,
  sum,
  type Tensor,
  takeAlong,
  trace,
  transpose,
} from "../../src/graph/index.ts";
import { reference } from "../../src/runtime/index.ts";
import { checkCase } from "./case.ts";
import { awayFromZero, distinct, drawAll, integers, normal } from "./samples.ts";

// A fixed seed, so that everybody tests the same shapes; change it to look further.
const settings = { seed: 20, numRuns: 12 };

const small = fc.integer({ min: 1, max: 3 });
const shape = (min: number, max: number) => fc.array(small, { minLength: min, maxLength: max });
/** A shape that broadcasts with another: some sizes 1, some axes missing in front. */
const broadcastOf = (full: readonly number[]) =>
  fc
    .tuple(fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length }), fc.nat(full.length))
    .map(([ones, drop]) => full.map((size, i) => (ones[i] ? 1 : size)).slice(drop));

const property = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>, numRuns = settings.numRuns) =>
  fc.assert(fc.asyncProperty(arbitrary, check), { ...settings, numRuns });

describe("on random shapes", { timeout: 120_000 }, () => {
  it("arithmetic broadcasts", () =>
    property(
      shape(0, 4).chain((full) =>
        fc.tuple(fc.constantFrom(add, sub, mul, div, maximum), broadcastOf(full), broadcastOf(full)),
      ),
      async ([f, a, b]) =>
        checkCase({ samples: [normal(...a), awayFromZero(...b)], apply: ([x, y]) => f(x!, y!), order: 2 }),
    ));

  it("matmul multiplies batches, either side transposed", () =>
    property(
      fc
        .tuple(shape(0, 2), small, small, small, fc.boolean(), fc.boolean())
        .chain(([batch, m, k, n, transposeA, transposeB]) =>
          fc.tuple(broadcastOf(batch), broadcastOf(batch)).map(([left, right]) => ({
            a: [...left, ...(transposeA ? [k, m] : [m, k])],
            b: [...right, ...(transposeB ? [n, k] : [k, n])],
            options: { transposeA, transposeB },
          })),
        ),
      async ({ a, b, options }) =>
        checkCase({ samples: [normal(...a), normal(...b)], apply: ([x, y]) => matmul(x!, y!, options), order: 2 }),
    ));

  it("reductions take any axes", () =>
    property(
      fc.tuple(
        fc.constantFrom(sum, mean, max, min),
        shape(1, 4).chain((full) => fc.tuple(fc.constant(full), fc.subarray([...full.keys()], { minLength: 1 }))),
        fc.boolean(),
      ),
      async ([f, [full, axes], keepDims]) =>
        checkCase({ samples: [distinct(...full)], apply: ([x]) => f(x!, axes, keepDims), order: 2 }),
    ));

  it("lines are normalised and summed along any axis", () =>
    property(
      fc.tuple(
        fc.constantFrom(softmax, logSoftmax, cumsum),
        shape(1, 4).chain((full) =>
          fc.tuple(fc.constant(full), fc.integer({ min: -full.length, max: full.length - 1 })),
        ),
      ),
      async ([f, [full, axis]]) => checkCase({ samples: [normal(...full)], apply: ([x]) => f(x!, axis), order: 2 }),
    ));

  it("numbers move: slice, pad, transpose, flip, reshape", () =>
    property(
      shape(1, 4).chain((full) =>
        fc.record({
          full: fc.constant(full),
          axis: fc.nat(full.length - 1),
          pads: fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: full.length, maxLength: full.length }),
          from: fc.nat(2),
          step: fc.integer({ min: 1, max: 3 }),
          order: fc.shuffledSubarray([...full.keys()], { minLength: full.length }),
        }),
      ),
      async ({ full, axis, pads, from, step, order }) =>
        checkCase({
          samples: [normal(...full)],
          apply: ([x]) => {
            const padded = pad(x!, pads);
            const cut = slice(padded, axis, Math.min(from, (padded.dim(axis) as number) - 1), undefined, step);
            return reshape(flip(transpose(cut, order), [axis]), [-1]);
          },
          order: 2,
        }),
    ));

  it("indices choose and gather", () =>
    property(
      fc.tuple(shape(1, 3), shape(0, 2), fc.nat(2)),
      async ([full, chosen, at]) => {
        const axis = Math.min(at, full.length - 1);
        const size = full[axis]!;
        const apply = ([x, ids]: readonly Tensor[]) => gather(x!, ids!, axis);
        await checkCase({ samples: [normal(...full), integers(-size, size, ...chosen)], apply, order: 2 });
        const back = ([x, ids]: readonly Tensor[]) => scatterAdd(x!, ids!, 4);
        await checkCase({ samples: [normal(...chosen, ...full), integers(-4, 4, ...chosen)], apply: back, order: 2 });
        const along = full.map((n, i) => (i === axis ? 2 : n));
        const take = ([x, ids]: readonly Tensor[]) => takeAlong(x!, ids!, axis);
        await checkCase({ samples: [normal(...full), integers(0, size, ...along)], apply: take, order: 2 });
      },
      6,
    ));
});

const convolution = fc
  .record({
    n: small,
    groups: fc.integer({ min: 1, max: 2 }),
    c: fc.integer({ min: 1, max: 2 }),
    o: fc.integer({ min: 1, max: 2 }),
    kernel: fc.tuple(small, small),
    stride: fc.tuple(small, small),
    dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    padding: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    extra: fc.tuple(fc.nat(3), fc.nat(3)),
  })
  .map(({ extra, ...rest }) => ({
    ...rest,
    // At least as large as one dilated kernel.
    size: extra.map((e, i) => e + rest.dilation[i]! * (rest.kernel[i]! - 1) + 1) as [number, number],
  }));

describe("on random pictures", { timeout: 120_000 }, () => {
  it("conv", () =>
    property(convolution, async ({ n, groups, c, o, kernel, size, ...options }) =>
      checkCase({
        samples: [normal(n, c * groups, ...size), normal(o * groups, c, ...kernel)],
        apply: ([x, w]) => conv(x!, w!, { ...options, groups }),
        order: 2,
      }),
    ));

  it("convTranspose is the adjoint of conv: ⟨conv(x, w), y⟩ = ⟨x, convTranspose(y, w)⟩", () =>
    property(
      convolution,
      async ({ n, groups, c, o, kernel, size, ...options }) => {
        const samples = [normal(n, c * groups, ...size), normal(o * groups, c, ...kernel)];
        const [x, w] = drawAll(samples, 3);
        const program = trace([samples[0]!.spec, samples[1]!.spec], ([a, b]) => {
          const y = conv(a!, b!, { ...options, groups });
          const direction = mul(add(y, 0.3), 0.7);
          const outputPadding = size.map((s, i) => {
            const covered =
              ((y.dim(i + 2) as number) - 1) * options.stride[i]! + options.dilation[i]! * (kernel[i]! - 1) + 1;
            return s + options.padding[i]! + options.padding[i + 2]! - covered;
          }) as [number, number];
          const back = convTranspose(direction, b!, { ...options, groups, outputPadding });
          return { left: sum(mul(y, direction)), right: sum(mul(a!, back)) };
        });
        const { left, right } = await (await reference.compile(program)).run([x!, w!]);
        expect(Math.abs(Number(left.data[0]) - Number(right.data[0]))).toBeLessThan(
          1e-4 * (1 + Math.abs(Number(left.data[0]))),
        );
      },
      60,
    ));

  it("pooling", () =>
    property(
      fc.tuple(
        fc.constantFrom(maxPool, averagePool),
        fc.tuple(small, small),
        fc.tuple(small, small),
        fc.tuple(fc.nat(3), fc.nat(3)),
      ),
      async ([f, kernel, stride, extra]) =>
        checkCase({
          samples: [distinct(2, 1, kernel[0] + extra[0], kernel[1] + extra[1])],
          apply: ([x]) => f(x!, kernel, stride),
          order: 2,
        }),
    ));
});

describe("einsum", () => {
  const sizes: Record<string, number> = { a: 2, b: 3, c: 1, d: 2 };
  const letters = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 3 });
  /** Σ over every letter that the result does not keep. */
  function bySum(terms: string[][], result: string[], operands: readonly ArrayLike<number>[]): number[] {
    const all = [...new Set(terms.flat())];
    const flat = (term: string[], at: Record<string, number>) => term.reduce((p, l) => p * sizes[l]! + at[l]!, 0);
    const y = Array<number>(result.reduce((p, l) => p * sizes[l]!, 1)).fill(0);
    for (let i = 0; i < all.reduce((p, l) => p * sizes[l]!, 1); i++) {
      let rest = i;
      const at: Record<string, number> = {};
      for (const letter of all) {
        at[letter] = rest % sizes[letter]!;
        rest = Math.floor(rest / sizes[letter]!);
      }
      y[flat(result, at)]! += terms.reduce((p, term, t) => p * operands[t]![flat(term, at)]!, 1);
    }
    return y;
  }

  it("is the sum it writes", () =>
    property(
      fc
        .tuple(letters, letters)
        .chain(([left, right]) =>
          fc.shuffledSubarray([...new Set([...left, ...right])]).map((result) => ({ terms: [left, right], result })),
        ),
      async ({ terms, result }) => {
        const samples = terms.map((term) => normal(...term.map((letter) => sizes[letter]!)));
        const values = drawAll(samples, 5);
        const equation = `${terms.map((term) => term.join("")).join(",")}->${result.join("")}`;
        const program = trace(
          samples.map(({ spec }) => spec),
          (xs) => einsum(equation, ...xs),
        );
        const y = await (await reference.compile(program)).run(values);
        const wanted = bySum(
          terms,
          result,
          values.map(({ data }) => data as Float32Array),
        );
        wanted.forEach((number, i) => {
          expect(Number(y.data[i])).toBeCloseTo(number, 4);
        });
      },
      60,
    ));
});
