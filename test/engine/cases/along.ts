// Cases along axes: reductions, normalised exponentials, running sums, normalisations.

import {
  argmax,
  batchNorm,
  cumsum,
  groupNorm,
  layerNorm,
  layerNormStatistic,
  logSoftmax,
  max,
  mean,
  min,
  rmsNorm,
  softmax,
  sum,
  type Tensor,
  variance,
} from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { distinct, integers, integers32, normal, positive, type Sample, tied } from "../samples.ts";

type Reduce = (x: Tensor, axes?: number | readonly number[], keepDims?: boolean) => Tensor;

const reductions = (op: string, f: Reduce, sample: (...shape: number[]) => Sample): Case[] => [
  test(op, "of everything", [sample(2, 3)], ([x]) => f(x!)),
  test(op, "of one axis", [sample(2, 3, 2)], ([x]) => f(x!, 1)),
  test(op, "of two axes, kept", [sample(2, 3, 2)], ([x]) => f(x!, [0, -1], true)),
  test(op, "of a scalar", [sample(1)], ([x]) => f(x!, 0)),
];

export const alongCases: readonly Case[] = [
  ...reductions("sum", sum, normal),
  ...reductions("mean", mean, normal),
  ...reductions("max", max, distinct),
  ...reductions("min", min, distinct),
  test("mean", "variance", [normal(3, 4)], ([x]) => variance(x!, 1)),
  test("sum", "int64", [integers(-9, 9, 3, 2)], ([x]) => sum(x!, 0), 0),
  test("max", "int64, ties", [integers(0, 2, 3, 2)], ([x]) => max(x!, 1), 0),
  test("min", "int32", [integers32(-9, 9, 3, 2)], ([x]) => min(x!, 1, true), 0),
  test("argmax", "the last axis", [distinct(3, 4)], ([x]) => argmax(x!), 0),
  test("argmax", "ties go to the first", [tied(5, 6)], ([x]) => argmax(x!, 0, true), 0),
  test("argmax", "int32", [integers32(0, 50, 3, 4)], ([x]) => argmax(x!, 1), 0),
  test("cumsum", "the last axis", [normal(2, 4)], ([x]) => cumsum(x!)),
  test("cumsum", "the first axis", [normal(3, 2)], ([x]) => cumsum(x!, 0)),
  test("cumsum", "int64", [integers(-9, 9, 5)], ([x]) => cumsum(x!), 0),
  ...[softmax, logSoftmax].flatMap((f) => [
    test(f.name, "the last axis", [normal(2, 4)], ([x]) => f(x!)),
    test(f.name, "a middle axis", [normal(2, 3, 2)], ([x]) => f(x!, 1)),
    test(f.name, "one number", [normal(3, 1)], ([x]) => f(x!)),
  ]),
  test("layerNorm", "with scale and bias", [normal(3, 4), normal(4), normal(4)], ([x, g, b]) => layerNorm(x!, g, b)),
  test("layerNorm", "three axes, alone", [normal(2, 2, 4)], ([x]) => layerNorm(x!, undefined, undefined, 1e-3)),
  test("layerNormStatistic", "mean", [normal(3, 4)], ([x]) => layerNormStatistic(layerNorm(x!), "mean")),
  test("layerNormStatistic", "inverse deviation", [normal(2, 3, 4)], ([x]) =>
    layerNormStatistic(layerNorm(x!), "inverseDeviation"),
  ),
  test("rmsNorm", "with scale", [normal(3, 4), normal(4)], ([x, g]) => rmsNorm(x!, g)),
  test("rmsNorm", "three axes, alone", [normal(2, 2, 4)], ([x]) => rmsNorm(x!, undefined, 1e-3)),
];

export const normCases: readonly Case[] = [
  test("groupNorm", "two groups", [normal(2, 4, 2, 2), normal(4), normal(4)], ([x, g, b]) => groupNorm(x!, 2, g!, b!)),
  test("groupNorm", "sequences", [normal(2, 4, 3), normal(4), normal(4)], ([x, g, b]) => groupNorm(x!, 4, g!, b!)),
  test("batchNorm", "by its batch", [normal(3, 2, 2), normal(2), normal(2)], ([x, g, b]) => batchNorm(x!, g!, b!).y),
  test(
    "batchNorm",
    "by running averages",
    [normal(2, 2, 3), normal(2), normal(2), normal(2), positive(2)],
    ([x, g, b, mu, sigma2]) => batchNorm(x!, g!, b!, { mean: mu!, variance: sigma2! }).y,
  ),
];
