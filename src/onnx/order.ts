/** The order of a file's nodes decides how much memory a run takes. */
import type { OnnxNode } from "./model.ts";
import { executed, makersOf, peakOf } from "./walk.ts";

/**
 * Sorts nodes so that ONNX Runtime needs less memory to execute them.
 *
 * ONNX Runtime chooses its own order, and only the places of nodes in the file can move it (see `executed`).
 * As a training step is made, that order may put the gradient of the first layer first, and with it the whole way
 * back, while all that the other weight gradients need must wait: twice the memory, and `rematerialize` in vain.
 * No rule is best for every program, so a few orders are tried and the one of least memory is taken.
 */
export function executionOrder(
  nodes: readonly OnnxNode[],
  sizes: ReadonlyMap<string, number>,
  outputs: ReadonlySet<string>,
): readonly OnnxNode[] {
  const needs = makersOf(nodes);
  const orders = [nodes, sorted(nodes, needs, [...nodes.keys()]), sorted(nodes, needs, readiness(needs))];
  const peaks = orders.map((order) => peakOf(executed(order), sizes, outputs));
  return orders[peaks.indexOf(Math.min(...peaks))]!;
}

/** Places nodes from the end of the file: of what nothing unplaced uses, always the one of the lowest rank. */
function sorted(
  nodes: readonly OnnxNode[],
  needs: readonly (readonly number[])[],
  rank: readonly number[],
): OnnxNode[] {
  const users = nodes.map(() => 0);
  for (const makers of needs) for (const i of makers) users[i]!++;
  const free = new Set([...nodes.keys()].filter((i) => users[i] === 0));
  const backwards: OnnxNode[] = [];
  while (free.size > 0) {
    let first = -1;
    for (const i of free) {
      if (first < 0 || rank[i]! < rank[first]! || (rank[i] === rank[first] && i < first)) first = i;
    }
    free.delete(first);
    backwards.push(nodes[first]!);
    for (const i of needs[first]!) if (--users[i]! === 0) free.add(i);
  }
  return backwards.reverse();
}

/**
 * How many nodes must run one after another before each is made. A node of the program's inputs alone, such as the
 * decay of Adam's moments, could run at any time: it waits for its user's other inputs. Nodes stand after their needs.
 */
function readiness(needs: readonly (readonly number[])[]): number[] {
  const depth: number[] = [];
  for (const makers of needs) depth.push(makers.reduce((most, i) => Math.max(most, depth[i]! + 1), 0));
  const firstUse = depth.map(() => Infinity);
  needs.forEach((makers, user) => {
    for (const i of makers) firstUse[i] = Math.min(firstUse[i]!, depth[user]!);
  });
  return depth.map((steps, i) => (steps === 0 && firstUse[i] !== Infinity ? firstUse[i]! - 0.5 : steps));
}
