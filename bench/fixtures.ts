/** The numbers that all peers start from, as safetensors files: same weights, same data. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeSafetensors, type SafetensorsInput } from "../src/formats/index.ts";
import { leavesOf, type Tree, type Value } from "../src/graph/index.ts";
import { initTransformer, LAYOUT_FEATURES, painterConfig } from "../src/models/index.ts";
import { createRng, init, type Rng } from "../src/nn/index.ts";
import type { Case } from "./cases.ts";
import { type GptConfig, initGpt } from "./onda/gpt.ts";
import { learningRate, optimizer } from "./onda/training.ts";

/** Writes the case's file and returns its path. */
export function fixtureOf(at: Case, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${at.name}.safetensors`);
  const { tensors, config } = makers[at.kind](createRng(at.name), at.config);
  const bytes = encodeSafetensors(Object.fromEntries(leavesOf<Value>(tensors).map(([name, v]) => [name, stored(v)])), {
    config: JSON.stringify({ ...at.config, ...config }),
  });
  writeFileSync(path, bytes);
  return path;
}

const stored = ({ dtype, shape, data }: Value) =>
  ({ dtype: dtype === "int64" ? "I64" : "F32", shape, data }) as unknown as SafetensorsInput;

interface Fixture {
  readonly tensors: Tree<Value>;
  readonly config?: Record<string, unknown>;
}
const adamw = { ...optimizer, learningRate };

function gptFixture(rng: Rng, config: Record<string, number>): Fixture {
  const c = config as unknown as GptConfig;
  const n = c.batch * c.time;
  const ids = (label: string, shape: number[]): Value => ({
    dtype: "int64",
    shape,
    data: BigInt64Array.from(rng.split(label).uniform(n, 0, c.vocabulary), (x) => BigInt(Math.floor(x))),
  });
  return {
    tensors: {
      params: initGpt(rng.split("params"), c),
      batch: { ids: ids("ids", [c.batch, c.time]), targets: ids("targets", [n]) },
    } as Tree<Value>,
    config: { optimizer: adamw },
  };
}

function convFixture(rng: Rng, c: Record<string, number>): Fixture {
  const [n, from, to, size, kernel] = [c.batch!, c.from!, c.to!, c.size!, c.kernel!];
  return {
    tensors: {
      x: init.normal(rng.split("x"), 1, n, from, size, size),
      w: init.normal(rng.split("w"), 0.1, to, from, kernel, kernel),
      dY: init.normal(rng.split("dY"), 1, n, to, size, size),
    },
  };
}

const matmulFixture = (rng: Rng, c: Record<string, number>): Fixture => ({
  tensors: {
    a: init.normal(rng.split("a"), 1, c.rows!, c.inner!),
    b: init.normal(rng.split("b"), 1, c.inner!, c.columns!),
  },
});

function diffusionFixture(rng: Rng, { batch: n, ...rest }: Record<string, number>): Fixture {
  const { text, autoencoder, transformer } = painterConfig;
  const c = autoencoder.latentChannels;
  const params = initTransformer(rng.split("params"), painterConfig);
  const random = (name: string, ...shape: number[]) => init.normal(rng.split(name), 1, ...shape);
  return {
    tensors: {
      params: { ...params, output: { ...params.output, weight: random("output", transformer.width, c) } },
      noisy: random("noisy", n!, 64, c),
      coarse: random("coarse", n!, 64, c),
      layout: random("layout", n!, 64, LAYOUT_FEATURES),
      target: random("target", n!, 64, c),
      time: { dtype: "float32", shape: [n!], data: rng.split("time").uniform(n!) },
      text: {
        tokens: random("tokens", n!, text.tokens, text.width),
        pooled: random("pooled", n!, text.width),
        bias: init.zeros(n!, 1, 1, text.tokens),
      },
    } as Tree<Value>,
    config: { ...rest, ...transformer, optimizer: adamw },
  };
}

const makers = {
  gpt: gptFixture,
  conv: convFixture,
  matmul: matmulFixture,
  diffusion: diffusionFixture,
  sampling: diffusionFixture,
} satisfies Record<Case["kind"], (rng: Rng, config: Record<string, number>) => Fixture>;
