/**
 * LoRA (Hu et al. 2021, eq. 3) for what makes pictures: linear maps of weight [C, D] and convolutions [O, C, k, k], whose
 * change is one of rank r as well, from C·k² numbers to O. The change is added to the weight, in the program or for good.
 */
import {
  add,
  f32,
  leavesOf,
  mapTree,
  matmul,
  mul,
  reshape,
  type Spec,
  type Tensor,
  type Tree,
  transpose,
  type Value,
} from "../../graph/index.ts";
import { init, type Rng } from "../../nn/index.ts";
import { attach, type LoraConfig, type LoraParams } from "./lora.ts";

/** Which maps are changed: those below these parts of the model, by the beginning of their paths. */
export type PictureLoraConfig = Pick<LoraConfig, "rank" | "alpha"> & { readonly parts: readonly string[] };

/** Numbers that a map goes from and to, by the shape of its weight. */
function sizesOf(shape: readonly number[]): [from: number, to: number] {
  if (shape.length === 2) return [shape[0]!, shape[1]!];
  return [shape.slice(1).reduce((a, b) => a * b, 1), shape[0]!];
}

/** The shape of every change. Throws a RangeError where a part has no map. */
export function pictureLoraSpecs(model: Tree<Spec>, { rank, parts }: PictureLoraConfig): LoraParams<Spec> {
  if (!Number.isInteger(rank) || rank < 1)
    throw new RangeError(`lora: rank ${rank}. It is a whole number, at least 1.`);
  const isIn = (path: string) => (part: string) => path === part || path.startsWith(`${part}.`);
  const found = leavesOf<Spec>(model).flatMap(([path, { shape }]) => {
    const map = path.replace(/\.weight$/, "");
    if (map === path || !parts.some(isIn(map)) || (shape.length !== 2 && shape.length !== 4)) return [];
    const [from, to] = sizesOf(shape as readonly number[]);
    return [[map, { lora_A: { weight: f32(rank, from) }, lora_B: { weight: f32(to, rank) } }] as const];
  });
  const missing = parts.filter((part) => !found.some(([map]) => isIn(map)(part)));
  if (missing.length > 0) throw new RangeError(`lora: the model has no ${missing.join(", ")}. Leave it out of parts.`);
  return Object.fromEntries(found);
}

/** A is normal with deviation 1/√C, B is 0: training begins where the base stands. */
export const initPictureLora = (rng: Rng, model: Tree<Spec>, config: PictureLoraConfig): LoraParams<Value> =>
  mapTree<Spec, Value, LoraParams<Spec>>(pictureLoraSpecs(model, config), ({ shape }, path) => {
    const sizes = shape as readonly number[];
    return path.endsWith("lora_B.weight") ? init.zeros(...sizes) : init.lecun(rng.split(path), sizes[1]!, ...sizes);
  }) as LoraParams<Value>;

type Scale = Pick<LoraConfig, "rank" | "alpha">;

/** The model with W + s BA in place of each W that is changed, inside a program. */
export const withPictureLora = <P>(model: P, changes: LoraParams<Tensor>, { alpha, rank }: Scale): P =>
  attach(model, changes, (map, { lora_A: a, lora_B: b }) => {
    const weight = map.weight as Tensor;
    const change = matmul(b.weight, a.weight); // [to, from]
    const laid = weight.rank === 2 ? transpose(change, [1, 0]) : reshape(change, weight.shape);
    return { ...map, weight: add(weight, mul(laid, alpha / rank)) };
  });

/** The same for values: the model then costs nothing more to use. */
export const mergePictureLora = <P>(model: P, changes: LoraParams<Value>, { alpha, rank }: Scale): P =>
  attach(model, changes, (map, { lora_A, lora_B }) => {
    const weight = map.weight as Value;
    const [a, b] = [lora_A.weight.data as Float32Array, lora_B.weight.data as Float32Array];
    const [from, to] = sizesOf(weight.shape);
    const data = Float32Array.from(weight.data as Float32Array);
    const linear = weight.shape.length === 2;
    for (let row = 0; row < to; row++) {
      for (let column = 0; column < from; column++) {
        let change = 0;
        for (let j = 0; j < rank; j++) change += b[row * rank + j]! * a[j * from + column]!;
        data[linear ? column * to + row : row * from + column]! += (alpha / rank) * change;
      }
    }
    return { ...map, weight: { ...weight, data } };
  });
