/**
 * A grammar read byte by byte. A state is all that may still come: a set of stacks of grammars, each to be read from its
 * top. Equal stacks and states are one object, so that what was worked out for a state is known the next time. States
 * are made when they are first reached.
 */
import { type Grammar, shortest, type Unit } from "./grammar.ts";

interface Stack {
  readonly id: number;
  readonly top: Grammar;
  readonly rest: Stack | undefined;
  /** Length of the shortest text that ends it. */
  readonly shortest: number;
}

export interface State {
  readonly id: number;
  /** The text may end here. */
  readonly accepts: boolean;
  /** Length of the shortest text until it may. */
  readonly shortest: number;
  /** The state behind a byte; undefined where it must not come. */
  next(byte: number): State | undefined;
  /** A state that the next `bytes` bytes cannot tell from this one: limits that they cannot reach are left out. */
  within(bytes: number): State;
}

type Threads = ReadonlyMap<number, Stack>;

export class Automaton {
  readonly start: State;
  private readonly ids = new Map<Grammar, number>();
  private readonly repeats = new Map<string, Grammar>();
  private readonly stacks = new Map<string, Stack>();
  private readonly states = new Map<string, State>();
  /** States by the stacks that are left behind a byte: most bytes leave what another one left. */
  private readonly behind = new Map<string, State>();

  /** Lengths are counted in `unit`. */
  constructor(
    grammar: Grammar,
    private readonly unit: Unit = "bytes",
  ) {
    this.start = this.stateOf([this.push(grammar, undefined)]);
  }

  /** How many states have been reached. */
  get size(): number {
    return this.states.size;
  }

  private idOf(grammar: Grammar): number {
    const known = this.ids.get(grammar);
    if (known !== undefined) return known;
    this.ids.set(grammar, this.ids.size);
    return this.ids.size - 1;
  }

  private push(top: Grammar, rest: Stack | undefined): Stack {
    const key = `${this.idOf(top)} ${rest?.id ?? -1}`;
    const known = this.stacks.get(key);
    if (known !== undefined) return known;
    const made = { id: this.stacks.size, top, rest, shortest: shortest(top, this.unit) + (rest?.shortest ?? 0) };
    this.stacks.set(key, made);
    return made;
  }

  /** A repetition with other limits. */
  private repeated(part: Grammar, least: number, most: number): Grammar {
    const key = `${this.idOf(part)} ${least} ${most}`;
    const known = this.repeats.get(key);
    if (known !== undefined) return known;
    const made: Grammar = { kind: "repeat", part, least, most };
    this.repeats.set(key, made);
    return made;
  }

  /** The state of stacks; `undefined` among them is a finished text. */
  private stateOf(stacks: readonly (Stack | undefined)[]): State {
    const threads = new Map<number, Stack>();
    const seen = new Set<Stack>();
    let accepts = false;
    const open = (stack: Stack | undefined): void => {
      if (stack === undefined) {
        accepts = true;
        return;
      }
      if (seen.has(stack) || stack.shortest === Number.POSITIVE_INFINITY) return;
      seen.add(stack);
      if (stack.top.kind === "byte") threads.set(stack.id, stack);
      else for (const further of this.opened(stack.top, stack.rest)) open(further);
    };
    for (const stack of stacks) open(stack);
    const key = `${accepts} ${[...threads.keys()].sort((a, b) => a - b)}`;
    const known = this.states.get(key);
    if (known !== undefined) return known;
    const made = this.makeState(threads, accepts);
    this.states.set(key, made);
    return made;
  }

  /** What a stack becomes when its top is taken apart. */
  private opened(top: Exclude<Grammar, { kind: "byte" }>, rest: Stack | undefined): (Stack | undefined)[] {
    if (top.kind === "choice") return top.options.map((option) => this.push(option, rest));
    if (top.kind === "sequence") {
      return [top.parts.reduceRight<Stack | undefined>((below, part) => this.push(part, below), rest)];
    }
    const { part, least, most } = top;
    const once = () => this.push(part, this.push(this.repeated(part, Math.max(0, least - 1), most - 1), rest));
    return [...(least === 0 ? [rest] : []), ...(most > 0 ? [once()] : [])];
  }

  private makeState(threads: Threads, accepts: boolean): State {
    const next = new Map<number, State | undefined>();
    const within = new Map<number, State>();
    const all = [...threads.values()];
    return {
      id: this.states.size,
      accepts,
      shortest: all.reduce((least, thread) => Math.min(least, thread.shortest), accepts ? 0 : Number.POSITIVE_INFINITY),
      next: (byte) => {
        const known = next.get(byte);
        if (known !== undefined || next.has(byte)) return known;
        const state = this.stateBehind(all, byte);
        next.set(byte, state);
        return state;
      },
      within: (bytes) => {
        const known = within.get(bytes);
        if (known !== undefined) return known;
        const loose = all.map((thread) => this.loosened(thread, bytes));
        const state = this.stateOf(accepts ? [undefined, ...loose] : loose);
        within.set(bytes, state);
        return state;
      },
    };
  }

  private stateBehind(threads: readonly Stack[], byte: number): State | undefined {
    const rests: (Stack | undefined)[] = [];
    let key = "";
    for (const { top, rest } of threads) {
      if (top.kind !== "byte" || byte < top.low || byte > top.high) continue;
      rests.push(rest);
      key += `${rest?.id ?? -1} `;
    }
    if (rests.length === 0) return undefined;
    const known = this.behind.get(key);
    if (known !== undefined) return known;
    const state = this.stateOf(rests);
    this.behind.set(key, state);
    return state;
  }

  /** The stack without limits that so many bytes cannot reach: each repetition needs a byte. */
  private loosened(stack: Stack, bytes: number): Stack {
    const rest = stack.rest && this.loosened(stack.rest, bytes);
    const { top } = stack;
    const isFar = top.kind === "repeat" && top.most > bytes && top.most < Number.POSITIVE_INFINITY;
    return this.push(isFar ? this.repeated(top.part, top.least, Number.POSITIVE_INFINITY) : top, rest);
  }
}
