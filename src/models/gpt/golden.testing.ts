/** For tests: the nets of test/golden/gpt.json, made by Hugging Face's classes. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type MapTree, mapTree, type Spec, type Value } from "../../graph/index.ts";
import { float, integers } from "../../nn/evaluate.testing.ts";
import { type GptParams, gptSpecs } from "./gpt.ts";
import { gptFromHuggingFace } from "./hugging-face/index.ts";

interface GoldenNet {
  readonly config: Record<string, unknown>;
  readonly ids: readonly number[];
  readonly targets: readonly number[];
  readonly logits: readonly number[];
  readonly loss: number;
  readonly params: Readonly<Record<string, { shape: number[]; data: number[]; gradient: number[] }>>;
}
interface GoldenRope {
  readonly config: Record<string, unknown>;
  readonly length: number;
  readonly theta: readonly number[];
  readonly gain: number;
}

export const golden = JSON.parse(
  readFileSync(new URL("../../../test/golden/gpt.json", import.meta.url), "utf8"),
) as Readonly<{ nets: Record<"llama" | "qwen2" | "qwen2_moe", GoldenNet>; rope: Record<string, GoldenRope> }>;

/** A golden net, ready to run: its file's tensors are the leaves of the parameters. */
export function goldenNet(name: "llama" | "qwen2") {
  const net = golden.nets[name];
  const config = gptFromHuggingFace(net.config);
  return { net, config, params: goldenParams(net, gptSpecs(config)), ...goldenBatch(net) };
}

/** The net's numbers in the nesting of specs. */
export const goldenParams = <F>(net: GoldenNet, specs: GptParams<Spec, F>): GptParams<Value, MapTree<F, Spec, Value>> =>
  mapTree<Spec, Value, never>(specs as never, (_, path) => {
    const { data, shape } = net.params[path]!;
    return float(data, ...shape);
  });

export const goldenBatch = ({ ids, targets }: GoldenNet) => ({ ids: integers(ids, 2, 7), targets: integers(targets) });

/** Fails where numbers differ from golden ones by more than float32 does. */
export function expectGolden(found: readonly number[], wanted: readonly number[], what: string): void {
  expect(found.length, what).toBe(wanted.length);
  for (const [i, x] of found.entries()) {
    const tolerance = 2e-6 + 2e-5 * Math.abs(wanted[i]!);
    expect(Math.abs(x - wanted[i]!), `${what} ${i}: ${x}, not ${wanted[i]}`).toBeLessThan(tolerance);
  }
}
