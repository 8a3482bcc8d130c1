/** How much memory a program's inner values take at once, from the graph alone. */
import { type Program, type Tensor, topological } from "../graph/index.ts";
import { bytesOf, sources, views } from "./work.ts";

/**
 * The largest sum of bytes of inner values that are alive together, where ops run in the order in which they were
 * made, a value dies after its last use, and a view shares the memory of what it shows. Inputs, constants and the
 * program's outputs are not counted: they have memory of their own.
 */
export function peakLiveBytes(program: Pick<Program, "outputs">): number {
  const outputs = program.outputs.map(([, y]) => y);
  const nodes = topological(outputs);
  const owners = new Map<Tensor, Tensor>();
  const lastUse = new Map<Tensor, number>();
  nodes.forEach((node, i) => {
    owners.set(node, views.has(node.op.name) ? owners.get(node.inputs[0]!)! : node);
    for (const x of node.inputs) lastUse.set(owners.get(x)!, i);
  });
  const kept = new Set(outputs.map((y) => owners.get(y)!));
  const counts = (node: Tensor) => owners.get(node) === node && !sources.has(node.op.name) && !kept.has(node);
  const dying: Tensor[][] = nodes.map(() => []);
  for (const [node, i] of lastUse) if (counts(node)) dying[i]!.push(node);
  let [live, peak] = [0, 0];
  nodes.forEach((node, i) => {
    if (counts(node)) live += bytesOf(node);
    peak = Math.max(peak, live);
    for (const dead of dying[i]!) live -= bytesOf(dead);
  });
  return peak;
}
