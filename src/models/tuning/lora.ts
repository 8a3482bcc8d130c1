/**
 * LoRA (Hu et al. 2021, eq. 3): a weight W [D, C] is left as it is, and a change of low rank is learned beside it,
 * y = xWᵀ + s (xAᵀ)Bᵀ with A [r, C], B [D, r] and s = α/r. B begins at 0, so training begins where the base stands.
 * Paths are those of PEFT's checkpoints behind their `base_model.model.`.
 */
import { f32, leavesOf, mapTree, mul, type Spec, type Tensor, type Tree, type Value } from "../../graph/index.ts";
import { init, type Rng } from "../../nn/index.ts";

export interface LoraConfig {
  /** r: the change's rank. */
  readonly rank: number;
  /** α: the change counts α/r. */
  readonly alpha: number;
  /** Names of the maps that are changed. */
  readonly targets: readonly string[];
}

export const loraConfig: LoraConfig = {
  rank: 8,
  alpha: 16,
  targets: ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
};

/** By the path of the map that is changed, such as `model.layers.0.self_attn.q_proj`. */
export type LoraParams<T> = {
  readonly [path: string]: { readonly lora_A: { readonly weight: T }; readonly lora_B: { readonly weight: T } };
};

/** The shape of every change, for a model's specs or values. Throws a RangeError where no map has such a name. */
export function loraSpecs(model: Tree<Spec>, { rank, targets }: LoraConfig): LoraParams<Spec> {
  if (!Number.isInteger(rank) || rank < 1)
    throw new RangeError(`lora: rank ${rank}. It is a whole number, at least 1.`);
  const found = leavesOf<Spec>(model).flatMap(([path, { shape }]) => {
    const [, map, name] = /^((?:.*\.)?([^.]+))\.weight$/.exec(path) ?? [];
    if (map === undefined || !targets.includes(name!) || shape.length !== 2) return [];
    const [to, from] = shape;
    return [[map, { lora_A: { weight: f32(rank, from!) }, lora_B: { weight: f32(to!, rank) } }] as const];
  });
  const missing = targets.filter((name) => !found.some(([map]) => map.endsWith(name)));
  if (missing.length > 0)
    throw new RangeError(`lora: the model has no ${missing.join(", ")}. Leave it out of targets.`);
  return Object.fromEntries(found);
}

/** A is normal with deviation 1/√C, B is 0. */
export const initLora = (rng: Rng, model: Tree<Spec>, config: LoraConfig): LoraParams<Value> =>
  mapTree<Spec, Value, LoraParams<Spec>>(loraSpecs(model, config), ({ shape }, path) => {
    const sizes = shape as readonly number[];
    return path.endsWith("lora_B.weight") ? init.zeros(...sizes) : init.lecun(rng.split(path), sizes[1]!, ...sizes);
  }) as LoraParams<Value>;

/** The model with the changes beside its weights, for use in place of it. */
export function withLora<P>(model: P, changes: LoraParams<Tensor>, { alpha, rank }: LoraConfig): P {
  return attach(model, changes, (map, { lora_A, lora_B }) => ({
    ...map,
    lora_A: { weight: mul(lora_A.weight, alpha / rank) },
    lora_B,
  }));
}

/** The model's values with the changes added to its weights: W + s BA. It then costs nothing more to use. */
export function mergeLora<P>(model: P, changes: LoraParams<Value>, { alpha, rank }: LoraConfig): P {
  return attach(model, changes, (map, { lora_A, lora_B }) => {
    const weight = map.weight as Value;
    const [a, b] = [lora_A.weight.data as Float32Array, lora_B.weight.data as Float32Array];
    const columns = weight.shape[1]!;
    const data = (weight.data as Float32Array).map((w, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      let change = 0;
      for (let j = 0; j < rank; j++) change += b[row * rank + j]! * a[j * columns + column]!;
      return w + (alpha / rank) * change;
    });
    return { ...map, weight: { ...weight, data } };
  });
}

type Map = Readonly<Record<string, unknown>>;

/** Copies the record and changes the maps at the paths. Throws a RangeError for a path that leads nowhere. */
export function attach<P, T>(
  model: P,
  changes: LoraParams<T>,
  change: (map: Map, by: LoraParams<T>[string]) => Map,
): P {
  const left = new Set(Object.keys(changes));
  const walk = (node: unknown, path: string): unknown => {
    if (left.delete(path)) return change(node as Map, changes[path]!);
    if (Array.isArray(node)) return node.map((child, i) => walk(child, `${path}.${i}`));
    if (typeof node !== "object" || node === null || "dtype" in node) return node;
    const inside = (key: string) => (path === "" ? key : `${path}.${key}`);
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child, inside(key))]));
  };
  const changed = walk(model, "") as P;
  if (left.size > 0) throw new RangeError(`lora: the model has no ${[...left].join(", ")}. It is of another base.`);
  return changed;
}
