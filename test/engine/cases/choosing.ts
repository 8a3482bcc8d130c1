// Cases of ops that choose by index.

import {
  addAlong,
  constant,
  embedding,
  gather,
  gatherSum,
  scatterAdd,
  takeAlong,
  topK,
} from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { distinct, integers, integers32, normal, tied } from "../samples.ts";

const list = (ids: number[], ...shape: number[]) => constant(ids, shape, "int64");

export const choosingCases: readonly Case[] = [
  test("gather", "rows", [normal(4, 3), integers(0, 4, 5)], ([x, ids]) => gather(x!, ids!)),
  test("gather", "a table of rows", [normal(4, 2), integers(0, 4, 2, 3)], ([x, ids]) => embedding(x!, ids!)),
  test("gather", "columns", [normal(2, 5), integers(0, 5, 3)], ([x, ids]) => gather(x!, ids!, 1)),
  test("gather", "a middle axis by a matrix", [normal(2, 4, 3), integers(0, 4, 2, 2)], ([x, i]) => gather(x!, i!, -2)),
  test("gather", "one row", [normal(4, 3), integers(1, 2)], ([x, ids]) => gather(x!, ids!)),
  test("gather", "int32, from the end", [normal(4, 3), integers32(-4, 4, 6)], ([x, ids]) => gather(x!, ids!)),
  test("gather", "many rows", [normal(300, 2), integers(0, 300, 5)], ([x, ids]) => gather(x!, ids!)),
  test("scatterAdd", "rows that meet", [normal(6, 2), integers(0, 3, 6)], ([x, ids]) => scatterAdd(x!, ids!, 4)),
  test("scatterAdd", "numbers", [normal(6), integers(-3, 3, 6)], ([x, ids]) => scatterAdd(x!, ids!, 3)),
  test("scatterAdd", "a matrix of ids", [normal(2, 3, 2), integers32(0, 3, 2, 3)], ([x, i]) => scatterAdd(x!, i!, 3)),
  test("scatterAdd", "many rows", [normal(5, 3), integers(-300, 300, 5)], ([x, ids]) => scatterAdd(x!, ids!, 300)),
  test("scatterAdd", "int64", [integers(0, 9, 6), integers(0, 3, 6)], ([x, ids]) => scatterAdd(x!, ids!, 3), 0),
  test("gatherSum", "a row each, some of them none", [normal(3, 2)], ([x]) =>
    gatherSum(x!, list([2, -1, 0, -1], 4, 1), list([2, -1, 0], 3, 1)),
  ),
  test("gatherSum", "rows that are read twice, and sums of two", [normal(3, 2)], ([x]) =>
    gatherSum(x!, list([0, 2, 2, -1], 2, 2), list([0, -1, -1, -1, 0, 1], 3, 2)),
  ),
  test("takeAlong", "the last axis", [normal(3, 4), integers(0, 4, 3, 2)], ([x, ids]) => takeAlong(x!, ids!)),
  test("takeAlong", "the first axis", [normal(4, 2), integers32(-4, 4, 3, 2)], ([x, ids]) => takeAlong(x!, ids!, 0)),
  test("addAlong", "the last axis", [normal(3, 4), integers(0, 5, 3, 4)], ([x, ids]) => addAlong(x!, ids!, 5)),
  test("addAlong", "the first axis", [normal(4, 2), integers(-3, 3, 4, 2)], ([x, ids]) => addAlong(x!, ids!, 3, 0)),
  test("topKIndices", "values", [distinct(3, 5)], ([x]) => topK(x!, 2).values),
  test("topKIndices", "indices where many tie", [tied(4, 6)], ([x]) => topK(x!, 4).indices, 0),
  test("topKIndices", "the first axis", [distinct(5, 2)], ([x]) => topK(x!, 3, 0).values),
  test("topKIndices", "all", [distinct(6)], ([x]) => topK(x!, 6).indices, 0),
];
