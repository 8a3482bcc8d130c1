import { describe, expect, it } from "vitest";
import { leavesOf, mapTree, type Spec, specOf, type Tensor, type Tree, type Value } from "../../graph/index.ts";
import { evaluate, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { diffusionLoss, type UnetParams } from "../diffusion/index.ts";
import { tinyBatch, tinyDiffusion, tinyUnet } from "../diffusion/tiny.testing.ts";
import { flowLoss, initGuess, initText, initTransformer, type PainterParams } from "../latent/index.ts";
import { C, flowBatch, K, learn, N, random, shaken, tinyConfig } from "../latent/tiny.testing.ts";
import type { LoraParams } from "./lora.ts";
import { initPictureLora, mergePictureLora, pictureLoraSpecs, withPictureLora } from "./lora-pictures.ts";

const rng = createRng("picture lora");
const painter = shaken({
  text: initText(rng.split("text"), tinyConfig.text),
  guess: initGuess(rng.split("guess"), tinyConfig),
  transformer: initTransformer(rng.split("transformer"), tinyConfig),
} as PainterParams<Value>);
const unet = shaken(tinyUnet() as unknown as Tree<Value>);
const clean = random("clean", N, K, C);

type Loss = (params: Tree<Tensor>, inputs: never) => Tensor;
const cases: [string, Tree<Value>, string[], Tree<Value>, Loss][] = [
  [
    "the painter's",
    painter as unknown as Tree<Value>,
    ["text", "guess", "transformer"],
    { ...flowBatch, clean } as unknown as Tree<Value>,
    (p, given) => {
      const { clean, ...batch } = given as { clean: Tensor } & Record<string, Tensor>;
      return flowLoss(p as never, tinyConfig, clean, batch as never)[0];
    },
  ],
  [
    "the U-Net's",
    unet,
    ["middle", "up.0"],
    tinyBatch as unknown as Tree<Value>,
    (p, batch) => diffusionLoss(p as unknown as UnetParams<Tensor>, tinyDiffusion, batch)[0],
  ],
];

describe.each(cases)("LoRA of %s maps", (_, model, parts, batch, lossOf) => {
  const config = { rank: 2, alpha: 4, parts };
  const specs = specOf(model) as Tree<Spec>;
  const changes = initPictureLora(rng, specs, config);
  const lossWith = async (base: Tree<Value>, changes: LoraParams<Value>) => {
    const loss = await evaluate({ base, changes, batch } as Record<string, Tree<Value>>, (given) => {
      const { base, changes, batch } = given as unknown as Record<string, never>;
      return lossOf(withPictureLora(base!, changes!, config), batch!);
    });
    return numbers(loss as Value)[0]!;
  };

  it("changes nothing at first, and merged what it changes beside", async () => {
    const plain = await evaluate({ model, batch }, (given) => lossOf(given.model as never, given.batch as never));
    expect(await lossWith(model, changes)).toBeCloseTo(numbers(plain as Value)[0]!, 5);
    const moved = mapTree<Value, Value, LoraParams<Value>>(changes, ({ shape, data }, path) => ({
      ...{ dtype: "float32", shape },
      data: createRng(path)
        .normal(data.length)
        .map((x) => 0.2 * x),
    })) as unknown as LoraParams<Value>;
    const beside = await lossWith(model, moved);
    expect(Math.abs(beside - numbers(plain as Value)[0]!)).toBeGreaterThan(0.001);
    expect(await lossWith(mergePictureLora(model, moved, config), changes)).toBeCloseTo(beside, 4);
  });

  it("learns with fewer numbers than the model has", async () => {
    const sum = (tree: Tree<Value>) => leavesOf<Value>(tree).reduce((n, [, { data }]) => n + data.length, 0);
    expect(sum(changes as unknown as Tree<Value>)).toBeLessThan(sum(model));
    const losses = await learn(
      changes as unknown as Tree<Value>,
      { base: model, batch } as { [name: string]: Tree<Value> },
      (trained: never, given: never) => {
        const { base, batch } = given as { base: never; batch: never };
        return lossOf(withPictureLora(base, trained, config), batch);
      },
      5,
    );
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  });
});

it("says which part there is not, and what a rank is", () => {
  const specs = specOf(unet) as Tree<Spec>;
  expect(() => pictureLoraSpecs(specs, { rank: 2, alpha: 2, parts: ["middle", "nose"] })).toThrow(
    "lora: the model has no nose. Leave it out of parts.",
  );
  expect(() => pictureLoraSpecs(specs, { rank: 0, alpha: 2, parts: ["middle"] })).toThrow("lora: rank 0.");
});
