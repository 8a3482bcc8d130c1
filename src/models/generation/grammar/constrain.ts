/** Which tokens a grammar lets come: its automaton walked along the vocabulary's bytes, laid out as a tree. */
import type { TokenConstraint } from "../generate.ts";
import { Automaton, type State } from "./automaton.ts";
import { type Grammar, shortest, type Unit } from "./grammar.ts";

/** What is needed of a tokenizer. */
export interface TokenBytes {
  readonly size: number;
  /** None of these comes. */
  isSpecial(id: number): boolean;
  /** Empty for a token that never comes. */
  bytesOf(id: number): Uint8Array;
  /**
   * What any text that fits can be spelled in, a token each: bytes unless given, or characters, where each that the
   * grammar asks for is a token.
   */
  readonly unit?: Unit;
}

export interface Constraint {
  /** Length of the shortest text, in the vocabulary's unit: no text needs more tokens to end. */
  readonly shortest: number;
  /** For one text. */
  start(): TokenConstraint;
}

/** States whose tokens are remembered: a table of the vocabulary's size each. */
const REMEMBERED = 256;

/**
 * Output that a grammar constrains. Made once, it serves any number of texts, and remembers what it has worked out.
 * With all units in the vocabulary a text that has begun can always be finished, and is, before room ends.
 * Throws a RangeError where no text fits the grammar.
 */
export function constrain(grammar: Grammar, vocabulary: TokenBytes): Constraint {
  if (shortest(grammar) === Number.POSITIVE_INFINITY) throw new RangeError("grammar: no text fits it.");
  const automaton = new Automaton(grammar, vocabulary.unit);
  const tree = treeOf(vocabulary);
  const remembered = new Map<State, Int32Array>();
  const lengthAfter = (state: State): Int32Array => {
    const same = state.within(tree.depth);
    const known = remembered.get(same);
    if (known !== undefined) return known;
    const made = new Int32Array(vocabulary.size).fill(-1);
    walk(tree, 0, tree.bytes.length, same, made);
    if (remembered.size === REMEMBERED) remembered.clear();
    remembered.set(same, made);
    return made;
  };
  return {
    shortest: automaton.start.shortest,
    start() {
      let state = automaton.start;
      const allowed = new Uint8Array(vocabulary.size);
      return {
        get mayEnd() {
          return state.accepts;
        },
        allowed(room) {
          const after = lengthAfter(state);
          for (let id = 0; id < after.length; id++) allowed[id] = after[id]! >= 0 && after[id]! < room ? 1 : 0;
          return allowed;
        },
        accept(id) {
          const next = !vocabulary.isSpecial(id) ? follow(state, vocabulary.bytesOf(id)) : undefined;
          if (next === undefined) throw new RangeError(`grammar: token ${id} must not come here.`);
          state = next;
        },
      };
    },
  };
}

function follow(from: State, bytes: Uint8Array): State | undefined {
  let state: State | undefined = from;
  for (let i = 0; i < bytes.length && state !== undefined; i++) state = state.next(bytes[i]!);
  return state;
}

/**
 * The bytes of all tokens as a tree: its nodes in depth-first order, each with its byte, where the nodes below it end,
 * and where its tokens begin among all tokens in the order of their bytes.
 */
interface Tree {
  readonly bytes: Uint8Array;
  readonly ends: Int32Array;
  readonly begins: Int32Array;
  readonly tokens: Int32Array;
  /** Bytes of the longest token. */
  readonly depth: number;
}

const trees = new WeakMap<TokenBytes, Tree>();

/** Of a vocabulary that has been seen before it is known: each text may have a grammar of its own. */
function treeOf(vocabulary: TokenBytes): Tree {
  const known = trees.get(vocabulary);
  if (known !== undefined) return known;
  const made = growTree(vocabulary);
  trees.set(vocabulary, made);
  return made;
}

function growTree({ size, isSpecial, bytesOf }: TokenBytes): Tree {
  const spelled = Array.from({ length: size }, (_, id) => ({ id, spelling: bytesOf(id) }));
  const sorted = spelled.filter(({ id, spelling }) => spelling.length > 0 && !isSpecial(id));
  sorted.sort((a, b) => inByteOrder(a.spelling, b.spelling) || a.id - b.id);
  const nodes: number[] = [];
  const ends: number[] = [];
  const begins: number[] = [];
  const path: number[] = []; // the nodes that lead to the token before
  let before: Uint8Array = new Uint8Array(0);
  for (const [at, { spelling }] of sorted.entries()) {
    let shared = 0;
    while (shared < before.length && before[shared] === spelling[shared]) shared++;
    while (path.length > shared) ends[path.pop()!] = nodes.length;
    for (let i = shared; i < spelling.length; i++) {
      path.push(nodes.length);
      begins.push(at);
      nodes.push(spelling[i]!);
    }
    before = spelling;
  }
  for (const node of path) ends[node] = nodes.length;
  return {
    bytes: Uint8Array.from(nodes),
    ends: Int32Array.from(ends),
    begins: Int32Array.from([...begins, sorted.length]),
    tokens: Int32Array.from(sorted, ({ id }) => id),
    depth: sorted.reduce((most, { spelling }) => Math.max(most, spelling.length), 0),
  };
}

function inByteOrder(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Writes, for each token from a node on and up to another, how long the shortest end behind it is. */
function walk(tree: Tree, from: number, to: number, state: State, after: Int32Array): void {
  const { bytes, ends, begins, tokens } = tree;
  for (let node = from; node < to; node = ends[node]!) {
    const next = state.next(bytes[node]!);
    if (next === undefined) continue;
    const length = Math.min(next.shortest, 0x7fffffff);
    for (let at = begins[node]!; at < begins[node + 1]!; at++) after[tokens[at]!] = length;
    if (node + 1 < ends[node]!) walk(tree, node + 1, ends[node]!, next, after);
  }
}
