import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GptConfig, gptConfig } from "../config.ts";
import { golden } from "../golden.testing.ts";
import { gptFromHuggingFace, gptToHuggingFace, huggingFaceTensors } from "./index.ts";

const tiny = gptConfig({ vocabulary: 9, width: 16, layers: 2, heads: 4, keyValueHeads: 2, context: 12, hidden: 24 });

/** As the files of Gemma 3 270M and 1B are written. */
const gemma = {
  ...{ model_type: "gemma3_text", hidden_activation: "gelu_pytorch_tanh", hidden_size: 640, head_dim: 256 },
  ...{ intermediate_size: 2048, num_hidden_layers: 8, num_attention_heads: 4, num_key_value_heads: 1 },
  ...{ max_position_embeddings: 32768, query_pre_attn_scalar: 256, rms_norm_eps: 1e-6, vocab_size: 262_144 },
  ...{ rope_local_base_freq: 10_000, rope_theta: 1_000_000, rope_scaling: null, sliding_window: 512 },
  ...{ attn_logit_softcapping: null, final_logit_softcapping: null, sliding_window_pattern: 6 },
};

describe("Gemma 3", () => {
  it("is read as it was written in 2025", () => {
    expect(gptFromHuggingFace(gemma)).toMatchObject({
      ...{ gate: "gelu", headNorms: true, outputNorms: true, tiedEmbeddings: true, headSize: 256, queryScale: 1 / 16 },
      ...{ embeddingScale: Math.sqrt(640), ropeBase: 1e6, epsilon: 1e-6 },
      local: { window: 512, layers: [0, 1, 2, 3, 4, 6, 7], ropeBase: 10_000 },
    });
  });

  it("that sees pictures is read for its text, with what its file leaves out", () => {
    const text = { hidden_size: 2560, intermediate_size: 10_240, model_type: "gemma3_text", num_hidden_layers: 34 };
    const scaling = { rope_scaling: { factor: 8, rope_type: "linear" }, sliding_window: 1024 };
    const json = { model_type: "gemma3", text_config: { ...text, ...scaling }, vision_config: {} };
    expect(gptFromHuggingFace(json)).toMatchObject({
      ...{ heads: 8, keyValueHeads: 4, headSize: 256, vocabulary: 262_208, context: 131_072, ropeBase: 1e6 },
      ropeScaling: { kind: "linear", factor: 8 },
    });
    const { nameOf, normsFromOne } = huggingFaceTensors(json);
    expect(normsFromOne).toBe(true);
    const names = ["language_model.model.norm.weight", "model.language_model.norm.weight", "model.norm.weight"];
    expect(names.map(nameOf)).toEqual(names.map(() => "model.norm.weight"));
    const others = [
      "vision_tower.x",
      "model.vision_tower.x",
      "multi_modal_projector.x",
      "language_model.lm_head.weight",
    ];
    expect(others.map(nameOf)).toEqual(others.map(() => undefined));
    expect(nameOf("audio.weight")).toBe("audio.weight"); // a stranger, which is refused
  });

  it.each([
    ["caps", { final_logit_softcapping: 30 }, "gpt: final_logit_softcapping is 30. Onda reads models without it."],
    ["both directions", { use_bidirectional_attention: true }, "gpt: use_bidirectional_attention is true."],
    ["other layers", { layer_types: ["linear_attention"] }, 'gpt: a layer of type "linear_attention".'],
    ["another gate", { hidden_activation: "silu" }, 'gpt: hidden_activation is "silu". Onda knows gelu_pytorch_tanh.'],
  ])("with %s is refused", (_, change, message) => {
    expect(() => gptFromHuggingFace({ ...gemma, ...change })).toThrow(message);
  });
});

describe("a window", () => {
  const window = { ...golden.nets.qwen2.config, num_hidden_layers: 4, sliding_window: 8, max_window_layers: 3 };
  const { layer_types: _, ...plain } = window as Record<string, unknown>;
  it.each([
    ["stands in Qwen 2's file without use", { use_sliding_window: false }, undefined],
    ["is that of Qwen 2's last layers", { use_sliding_window: true }, { window: 8, layers: [3] }],
    ["is that of all layers of Mistral", { model_type: "mistral" }, { window: 8, layers: [0, 1, 2, 3] }],
  ])("%s", (_, change, local) => expect(gptFromHuggingFace({ ...plain, ...change }).local).toEqual(local));
});

describe("a config.json", () => {
  it("is written and read again", () => {
    const factor = fc.integer({ min: 2, max: 8 });
    const originalContext = fc.constantFrom(64, 128);
    const scaling = fc.oneof(
      fc.record({ kind: fc.constant("linear" as const), factor }),
      fc.record({ kind: fc.constant("yarn" as const), factor, originalContext, fast: fc.constant(32), slow: factor }),
      fc.record({
        kind: fc.constant("llama3" as const),
        factor,
        lowFrequencyFactor: fc.constant(1),
        highFrequencyFactor: factor,
        originalContext,
      }),
    );
    const local = fc.record({ window: fc.integer({ min: 1, max: 9 }), layers: fc.constantFrom([0], [1]) });
    const layout = fc.constantFrom(
      {},
      { local: { window: 3, layers: [0, 1] } },
      { biases: true },
      { headNorms: true },
      { gate: "gelu" as const, headNorms: true, outputNorms: true, embeddingScale: 4, queryScale: 6 ** -0.5 },
    );
    const sizes = fc.record({
      tiedEmbeddings: fc.boolean(),
      keyValueHeads: fc.constantFrom(1, 2, 4),
      headSize: fc.constantFrom(2, 4, 6),
    });
    fc.assert(
      fc.property(
        sizes,
        layout,
        fc.option(local, { nil: undefined }),
        fc.option(scaling, { nil: undefined }),
        (change, has, local, ropeScaling) => {
          const config: GptConfig = {
            ...tiny,
            ...change,
            ...has,
            ...(ropeScaling === undefined ? {} : { ropeScaling }),
          };
          const near = "gate" in has ? { ...local!, ropeBase: 100 } : local;
          const isLlama = Object.keys(has).length === 0 || "local" in has; // in which all layers see the same
          const whole = isLlama || local === undefined ? config : { ...config, local: near! };
          expect(gptFromHuggingFace(JSON.parse(JSON.stringify(gptToHuggingFace(whole))))).toEqual(whole);
        },
      ),
    );
  });

  it("of a mixture of layouts is not written", () => {
    expect(() => gptToHuggingFace({ ...tiny, headNorms: true, biases: true })).toThrow(
      "gpt: this model has parts of several layouts, and config.json has no type for them.",
    );
  });

  it.each<[string, object, string]>([
    [
      "another model",
      { model_type: "gemma" },
      'gpt: a model of type "gemma". Onda reads llama, mistral, qwen2, qwen3, gemma3_text and gemma3.',
    ],
    ["nothing", {}, "gpt: a model of type undefined."],
    ["a missing size", { hidden_size: undefined }, "gpt: config.json has hidden_size undefined."],
    ["a size as text", { vocab_size: "11" }, 'gpt: config.json has vocab_size "11".'],
    ["a huge size", { vocab_size: 1e12 }, "gpt: vocabulary is 1000000000000."],
    ["another activation", { hidden_act: "gelu" }, 'gpt: hidden_act is "gelu".'],
    ["other biases", { attention_bias: true }, "gpt: biases on the outputs."],
    ["another scaling", { rope_parameters: { rope_type: "longrope" } }, 'gpt: rope scaling "longrope".'],
  ])("with %s is refused", (_, change, message) => {
    const base = Object.keys(change).length === 0 ? {} : golden.nets.llama.config;
    expect(() => gptFromHuggingFace({ ...base, ...change })).toThrow(message);
  });
});
