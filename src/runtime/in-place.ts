/** Which parts of a state may be written over what they were read from. */
import { type Program, sameShape, type Tensor, topological } from "../graph/index.ts";

type Ports = Pick<Program, "inputs" | "outputs">;

/**
 * Paths that are inputs and outputs, where the output may be written into the input's memory: whatever reads the input
 * must be done before. That is certain of a node that the output is made of, and of the node that makes it where
 * it computes element by element. Adam's moments are such, and parameters that are cut from larger vectors.
 * It saves memory, and time: what was read a moment ago is still in the cache when it is written.
 */
export function inPlace(program: Ports): ReadonlySet<string> {
  const users = usersOf(program);
  const inputs = new Map(program.inputs);
  const outputs = new Set(program.outputs.map(([, y]) => y));
  const safe = program.outputs.filter(([path, y]) => {
    const x = inputs.get(path);
    if (x === undefined) return false;
    const readers = readersOf(x, users);
    if (outputs.has(x) || [...readers].some((reader) => isView(reader) && outputs.has(reader))) return false;
    const writer = writerOf(y);
    if (isElementwise(writer, x)) readers.delete(writer);
    return areMadeBefore(readers, writer);
  });
  return new Set(safe.map(([path]) => path));
}

/** Ops whose result may be the memory of their first input. */
const isView = ({ op }: Tensor): boolean => ["alias", "reshape", "stopGradient", "rematerialize"].includes(op.name);

/** The node that fills a tensor's memory. */
const writerOf = (y: Tensor): Tensor => (isView(y) ? writerOf(y.inputs[0]!) : y);

/** True where y[i] needs no other element of x than x[i], or is x[i] but for the rows that a cache is given. */
const isElementwise = (y: Tensor, x: Tensor): boolean =>
  ["add", "sub", "mul", "div"].includes(y.op.name)
    ? sameShape(x.shape, y.shape)
    : y.op.name === "cachedRows" && y.inputs[2] === x;

/** Whatever uses a tensor, and whatever uses its views. */
function readersOf(x: Tensor, users: ReadonlyMap<Tensor, readonly Tensor[]>): Set<Tensor> {
  const readers = new Set<Tensor>(users.get(x));
  for (const reader of readers) {
    if (isView(reader)) for (const user of users.get(reader) ?? []) readers.add(user);
  }
  return readers;
}

/** True where y is made of all of them. Inputs have smaller ids than what is made of them. */
function areMadeBefore(nodes: Set<Tensor>, y: Tensor): boolean {
  const first = Math.min(...[...nodes].map(({ id }) => id));
  const missing = new Set(nodes);
  const seen = new Set<Tensor>(y.inputs);
  for (const node of seen) {
    missing.delete(node);
    if (missing.size === 0) break;
    for (const x of node.inputs) if (x.id >= first) seen.add(x);
  }
  return missing.size === 0;
}

function usersOf(program: Ports): Map<Tensor, Tensor[]> {
  const users = new Map<Tensor, Tensor[]>();
  for (const node of topological(program.outputs.map(([, y]) => y))) {
    for (const x of node.inputs) {
      const known = users.get(x);
      if (known === undefined) users.set(x, [node]);
      else known.push(node);
    }
  }
  return users;
}
