/** What ONNX Runtime makes of a file's nodes: the order it executes them in, and how much lives at a time. */
import type { OnnxNode } from "./model.ts";

/** For each node the nodes, by place in the file, that make its inputs. */
export function makersOf(nodes: readonly OnnxNode[]): readonly (readonly number[])[] {
  const maker = new Map(nodes.flatMap((node, i) => node.outputs.map((output): [string, number] => [output, i])));
  return nodes.map(({ inputs }) => [...new Set(inputs.flatMap((input) => maker.get(input) ?? []))]);
}

/**
 * ONNX Runtime's default order (Graph::ReverseDFSFrom): back from the nodes that nothing uses, and from each to
 * what it needs, later nodes of the file first. What the walk leaves behind is executed in this order.
 */
export function executed(nodes: readonly OnnxNode[]): OnnxNode[] {
  const needs = makersOf(nodes);
  const used = new Set(needs.flat());
  const ascending = needs.map((makers) => makers.toSorted((a, b) => a - b));
  const stack = [...nodes.keys()].filter((i) => !used.has(i)).map((i) => ({ i, leave: false }));
  const met = new Set<number>();
  const order: OnnxNode[] = [];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { i, leave } = top;
    if (leave) order.push(nodes[i]!);
    if (leave || met.has(i)) continue;
    met.add(i);
    stack.push({ i, leave: true });
    for (const maker of ascending[i]!) if (!met.has(maker)) stack.push({ i: maker, leave: false });
  }
  return order;
}

/** Operators whose result is their first input's memory under another shape. */
const views = new Set(["Reshape", "Identity", "Unsqueeze", "Squeeze"]);

/**
 * The most that lives at a time when nodes are executed one after another: each value from its making to its last use.
 * `sizes` are the values' sizes in any unit; a value without one is taken to be as large as the largest it is made of.
 * Inputs, constants and what the caller keeps (`outputs`) do not count.
 */
export function peakOf(
  order: readonly OnnxNode[],
  sizes: ReadonlyMap<string, number>,
  outputs: ReadonlySet<string> = new Set(),
): number {
  const holder = new Map<string, string>(); // a view lives in what it looks at
  const size = new Map<string, number>();
  const root = (name: string) => holder.get(name) ?? name;
  const lastUse = new Map<string, number>();
  order.forEach((node, i) => {
    for (const input of node.inputs) lastUse.set(root(input), i);
    const [first] = node.inputs;
    const viewed = views.has(node.opType) && first !== undefined;
    const largest = Math.max(0, ...node.inputs.map((input) => size.get(root(input)) ?? 0));
    for (const output of node.outputs) {
      if (viewed) holder.set(output, root(first));
      else size.set(output, outputs.has(output) ? 0 : (sizes.get(output) ?? largest));
    }
  });
  let living = 0;
  let peak = 0;
  order.forEach(({ inputs, outputs: made }, i) => {
    for (const output of made) living += holder.has(output) ? 0 : size.get(output)!;
    peak = Math.max(peak, living);
    const ending = new Set([...inputs.map(root), ...made.map(root)]);
    for (const name of ending) if ((lastUse.get(name) ?? i) === i) living -= size.get(name) ?? 0;
  });
  return peak;
}
