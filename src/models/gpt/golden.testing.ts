/** For tests: the nets of test/golden/gpt.json, made by Hugging Face's classes. */
import { readFileSync } from "node:fs";
import { mapTree, type Spec, type Value } from "../../graph/index.ts";
import { float, integers } from "../../nn/evaluate.testing.ts";
import { type GptParams, gptSpecs } from "./gpt.ts";
import { gptFromHuggingFace } from "./hugging-face.ts";

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
) as Readonly<{ nets: Record<"llama" | "qwen2", GoldenNet>; rope: Record<string, GoldenRope> }>;

/** A golden net, ready to run: its file's tensors are the leaves of the parameters. */
export function goldenNet(name: keyof typeof golden.nets) {
  const net = golden.nets[name];
  const config = gptFromHuggingFace(net.config);
  const params = mapTree<Spec, Value, GptParams<Spec>>(gptSpecs(config), (_, path) => {
    const { data, shape } = net.params[path]!;
    return float(data, ...shape);
  }) as GptParams<Value>;
  return { net, config, params, ids: integers(net.ids, 2, 7), targets: integers(net.targets) };
}
