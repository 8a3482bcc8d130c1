import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectGradients } from "../../../test/engine/whole-gradients.ts";
import {
  constant,
  leavesOf,
  mapTree,
  mul,
  type Spec,
  specOf,
  sum,
  type Tensor,
  trace,
  type Value,
} from "../../graph/index.ts";
import { float, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { reference } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { shaken } from "../latent/tiny.testing.ts";
import { type BertParams, bert, bertSpecs, initBert } from "./bert.ts";
import type { BertConfig } from "./config.ts";
import { bertFromHuggingFace, bertTensorName } from "./hugging-face.ts";
import { embedProgram, meanPool } from "./pool.ts";

interface Golden {
  readonly config: Record<string, unknown>;
  readonly params: Readonly<Record<string, { shape: number[]; data: number[] }>>;
  readonly ids: number[];
  readonly mask: number[];
  readonly types: number[];
  readonly hidden: number[];
  readonly mean: number[];
  readonly first: number[];
}
const golden: Golden = JSON.parse(readFileSync(new URL("../../../test/golden/bert.json", import.meta.url), "utf8"));
const config = bertFromHuggingFace(golden.config);
const [B, T] = [3, 7];
const params = mapTree<Spec, Value, never>(bertSpecs(config) as never, (_, path) => {
  const { data, shape } = golden.params[path]!;
  return float(data, ...shape);
}) as BertParams<Value>;
const batch = { ids: integers(golden.ids, B, T), mask: float(golden.mask, B, T), types: integers(golden.types, B, T) };

/** The largest difference of two lists of equal length. */
const furthest = (found: readonly number[], wanted: readonly number[]) => {
  expect(found.length).toBe(wanted.length);
  return found.reduce((most, x, i) => Math.max(most, Math.abs(x - wanted[i]!)), 0);
};

describe("the golden encoder", () => {
  it("has the names and shapes of the checkpoint, and no other", () => {
    const shapes = leavesOf<Spec>(bertSpecs(config)).map(([path, { shape }]) => [path, shape] as const);
    const wanted = Object.entries(golden.params).map(([path, { shape }]) => [path, shape] as const);
    expect(shapes.sort()).toEqual(wanted.sort());
  });

  it.each([onnxRuntime, reference])("has the hidden states, on $name", async (runtime) => {
    const specs = { params: specOf(params), ...specOf(batch) };
    const program = trace(specs, ({ params, ...input }) => bert(params as BertParams<Tensor>, config, input));
    const executable = await runtime.compile(program);
    expect(furthest(numbers(await executable.run({ params, ...batch })), golden.hidden)).toBeLessThan(1e-5);
    await executable.dispose();
  });

  it.each([onnxRuntime, reference])("has the vectors, at sizes without a number, on $name", async (runtime) => {
    for (const pooling of ["mean", "first"] as const) {
      const executable = await runtime.compile(embedProgram(params, config, pooling));
      const rows = 2; // the third text has a second part
      for (const tokens of [T, 5]) {
        // Five tokens are all that the second text has, and one of its padding.
        const row = (list: readonly number[], i: number) => list.slice(i * T, i * T + tokens);
        const cut = (list: readonly number[]) => Array.from({ length: rows }, (_, i) => row(list, i)).flat();
        const { vectors } = await executable.run({
          ids: integers(cut(golden.ids), rows, tokens),
          mask: float(cut(golden.mask), rows, tokens),
          positions: integers(Array.from({ length: tokens }, (_, i) => i)),
        });
        const [from, to] = tokens === T ? [0, rows * config.width] : [config.width, rows * config.width];
        expect(furthest(numbers(vectors).slice(from, to), golden[pooling].slice(from, to))).toBeLessThan(1e-5);
      }
      await executable.dispose();
    }
  });
});

describe("an encoder", () => {
  const tiny: BertConfig = { ...config, vocabulary: 5, width: 4, heads: 2, layers: 1, hidden: 6, context: 4 };

  it("has the gradients that differences say", async () => {
    const p = shaken(shaken(initBert(createRng(1), tiny)));
    const given = { p, ids: integers([1, 2, 3, 4, 0, 0], 2, 3), w: float([1, -2, 3, 1, 2, -1, 0.5, 1], 2, 4) };
    type Given = { p: BertParams<Tensor>; ids: Tensor; w: Tensor };
    const mask = constant([1, 1, 1, 1, 0, 0], [2, 3]);
    await expectGradients(given, ({ p, ids, w }: Given) => sum(mul(meanPool(bert(p, tiny, { ids, mask }), mask), w)));
  });

  it("refuses more tokens than it has positions for", () => {
    const specs = {
      params: bertSpecs(tiny),
      ids: { dtype: "int64", shape: [1, 5] },
      mask: { dtype: "float32", shape: [1, 5] },
    } as const;
    expect(() => trace(specs, ({ params, ...input }) => bert(params, tiny, input))).toThrow(
      "bert: 5 tokens. At most 4",
    );
  });

  it("has names with and without the prefix, old ones too", () => {
    expect(bertTensorName("bert.embeddings.LayerNorm.gamma")).toBe("embeddings.LayerNorm.weight");
    expect(bertTensorName("encoder.layer.0.output.LayerNorm.beta")).toBe("encoder.layer.0.output.LayerNorm.bias");
    expect(bertTensorName("bert.encoder.layer.0.output.dense.bias")).toBe("encoder.layer.0.output.dense.bias");
  });

  it.each<[string, object, string]>([
    ["another model", { model_type: "roberta" }, 'bert: a model of type "roberta". Onda reads bert.'],
    ["other positions", { position_embedding_type: "relative_key" }, 'bert: positions "relative_key"'],
    ["a decoder", { is_decoder: true }, "or a decoder"],
    ["another activation", { hidden_act: "silu" }, 'bert: hidden_act is "silu". Onda knows gelu'],
    ["a missing size", { hidden_size: undefined }, "bert: config.json has hidden_size undefined."],
    ["a huge size", { vocab_size: 1e12 }, "bert: vocabulary is 1000000000000."],
    ["heads that do not fit", { num_attention_heads: 5 }, "bert: width 12 for 5 heads."],
    ["no epsilon", { layer_norm_eps: 0 }, "bert: epsilon is 0."],
  ])("refuses %s", (_, change, message) => {
    expect(() => bertFromHuggingFace({ ...golden.config, ...change })).toThrow(message);
  });
});
