/** Which tokens a grammar lets come: its automaton walked along the vocabulary's bytes, laid out as a tree. */
import type { TokenConstraint } from "../generate.ts";
import { Automaton, type State } from "./automaton.ts";
import { type Grammar, shortest } from "./grammar.ts";

/** What is needed of a tokenizer. */
export interface TokenBytes {
  readonly size: number;
  /** Special tokens begin here: none of them comes. */
  readonly firstSpecial: number;
  bytesOf(id: number): Uint8Array;
}

export interface Constraint {
  /** Bytes of the shortest text. */
  readonly shortest: number;
  /** For one text. */
  start(): TokenConstraint;
}

/** States whose tokens are remembered: a table of the vocabulary's size each. */
const REMEMBERED = 256;

/**
 * Output that a grammar constrains. Made once, it serves any number of texts, and remembers what it has worked out.
 * With all single bytes in the vocabulary a text that has begun can always be finished, and is, before room ends.
 * Throws a RangeError where no text fits the grammar.
 */
export function constrain(grammar: Grammar, vocabulary: TokenBytes): Constraint {
  if (shortest(grammar) === Number.POSITIVE_INFINITY) throw new RangeError("grammar: no text fits it.");
  const automaton = new Automaton(grammar);
  const tree = treeOf(vocabulary);
  const remembered = new Map<State, Int32Array>();
  const bytesAfter = (state: State): Int32Array => {
    const same = state.within(tree.depth);
    const known = remembered.get(same);
    if (known !== undefined) return known;
    const made = new Int32Array(vocabulary.size).fill(-1);
    walk(tree.root, same, made);
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
          const after = bytesAfter(state);
          for (let id = 0; id < after.length; id++) allowed[id] = after[id]! >= 0 && after[id]! < room ? 1 : 0;
          return allowed;
        },
        accept(id) {
          const next = id < vocabulary.firstSpecial ? follow(state, vocabulary.bytesOf(id)) : undefined;
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

interface Branch {
  readonly children: Map<number, Branch>;
  readonly tokens: number[];
}

function treeOf({ firstSpecial, bytesOf }: TokenBytes): { readonly root: Branch; readonly depth: number } {
  const branch = (): Branch => ({ children: new Map(), tokens: [] });
  const root = branch();
  let depth = 0;
  for (let id = 0; id < firstSpecial; id++) {
    const bytes = bytesOf(id);
    depth = Math.max(depth, bytes.length);
    let at = root;
    for (const byte of bytes) {
      const child = at.children.get(byte) ?? branch();
      at.children.set(byte, child);
      at = child;
    }
    if (at !== root) at.tokens.push(id);
  }
  return { root, depth };
}

/** Writes, for each token below a branch, how many bytes the shortest end has behind it. */
function walk(branch: Branch, state: State, after: Int32Array): void {
  for (const id of branch.tokens) after[id] = Math.min(state.shortest, 0x7fffffff);
  for (const [byte, child] of branch.children) {
    const next = state.next(byte);
    if (next !== undefined) walk(child, next, after);
  }
}
