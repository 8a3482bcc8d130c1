/** What a case starts from, and what it becomes. */
import type { Tree, Value } from "../../src/graph/index.ts";

export interface Prepared {
  /** Numbers that must be equal in every peer, within a tolerance. */
  readonly checks: readonly number[];
  run(): Promise<unknown>;
  dispose(): Promise<void>;
}
export type Fixture = ReadonlyMap<string, Value>;
export type Config = Readonly<Record<string, number>>;
/** The tensors whose names begin with a prefix, nested as their names say. */
export function nested(fixture: Fixture, prefix: string): Tree<Value> {
  const root: Record<string, unknown> = {};
  for (const [name, tensor] of fixture) {
    if (!name.startsWith(prefix)) continue;
    const keys = name.slice(prefix.length).split(".");
    let at = root;
    for (const key of keys.slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as Record<string, unknown>;
    }
    at[keys.at(-1)!] = tensor;
  }
  const lists = (tree: unknown): unknown => {
    if (typeof (tree as Value).dtype === "string") return tree;
    const entries = Object.entries(tree as object).map(([key, child]) => [key, lists(child)] as const);
    if (!entries.every(([key]) => /^\d+$/.test(key))) return Object.fromEntries(entries);
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
  };
  return lists(root) as Tree<Value>;
}

export const rootMeanSquare = ({ data }: Value): number =>
  Math.sqrt((data as Float32Array).reduce((total, x) => total + x * x, 0) / data.length);
