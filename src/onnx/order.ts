/** The order of a file's nodes decides how much memory a run takes. */
import type { OnnxNode } from "./model.ts";

/**
 * Sorts nodes so that ONNX Runtime executes them about as they are given, each only when it is needed.
 *
 * ONNX Runtime walks back from the nodes that nothing uses and runs what it meets, later nodes of the file first.
 * In the order of a training step's making, that is the gradient of the first layer, and with it the whole way back,
 * while all that the other layers' weight gradients need must wait: twice the memory, and `rematerialize` in vain.
 * So this walks back too and, among what nothing unplaced uses, always takes the node that was made first.
 */
export function executionOrder(nodes: readonly OnnxNode[]): OnnxNode[] {
  const maker = new Map(nodes.flatMap((node, i) => node.outputs.map((output): [string, number] => [output, i])));
  const needs = nodes.map(({ inputs }) => new Set(inputs.flatMap((input) => maker.get(input) ?? [])));
  const users = nodes.map(() => 0);
  for (const makers of needs) for (const i of makers) users[i]!++;
  const free = new Set([...nodes.keys()].filter((i) => users[i] === 0));
  const backwards: OnnxNode[] = [];
  while (free.size > 0) {
    const first = Math.min(...free);
    free.delete(first);
    backwards.push(nodes[first]!);
    for (const i of needs[first]!) if (--users[i]! === 0) free.add(i);
  }
  return backwards.reverse();
}
