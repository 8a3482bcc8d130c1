// Tokens that are looked for before all else, such as `<|end|>` or a run of line breaks: the leftmost, then the longest.

export interface AddedToken {
  readonly id: number;
  readonly text: string;
  /** A mark: only a text that is trusted may contain it. */
  readonly isSpecial: boolean;
  /** Takes the spaces before it, or behind it, along. */
  readonly takesLeft?: boolean;
  readonly takesRight?: boolean;
  /** Not inside a word. */
  readonly isWord?: boolean;
}

/** A piece of a text: in a trusted one the names of special tokens are the tokens. */
export interface Segment {
  readonly text: string;
  readonly trusted: boolean;
}

interface Node {
  readonly next: Map<number, Node>;
  token?: AddedToken;
}

/** Text, or the id of an added token. */
export type Piece = string | number;

export class AddedTokens {
  private readonly root: Node = { next: new Map() };
  /** Whether a code unit begins a token. */
  private readonly begins = new Uint8Array(0x10000);

  constructor(tokens: readonly AddedToken[]) {
    for (const token of tokens) {
      if (token.text === "") continue;
      let node = this.root;
      for (let i = 0; i < token.text.length; i++) {
        const unit = token.text.charCodeAt(i);
        let next = node.next.get(unit);
        if (next === undefined) node.next.set(unit, (next = { next: new Map() }));
        node = next;
      }
      node.token = token;
      this.begins[token.text.charCodeAt(0)] = 1;
    }
  }

  /** Cuts segments, which are read as one text, at added tokens. A special one must lie inside a trusted segment. */
  split(segments: readonly Segment[]): Piece[] {
    const text = segments.map((segment) => segment.text).join("");
    const pieces: Piece[] = [];
    let [segment, segmentEnd] = [0, segments[0]?.text.length ?? 0];
    let start = 0;
    for (let at = 0; at < text.length; ) {
      while (at >= segmentEnd) segmentEnd += segments[++segment]!.text.length;
      const found = this.begins[text.charCodeAt(at)] === 1 ? this.longest(text, at, trustedEnd(segments, segment, segmentEnd)) : undefined;
      if (found === undefined) {
        at++;
        continue;
      }
      const before = text.slice(start, at);
      const left = found.takesLeft ? before.trimEnd() : before;
      if (left !== "") pieces.push(left);
      pieces.push(found.id);
      at += found.text.length;
      if (found.takesRight) while (at < text.length && /\s/.test(text[at]!)) at++;
      start = at;
    }
    if (start < text.length) pieces.push(text.slice(start));
    return pieces;
  }

  /** The longest token that begins here and that may. */
  private longest(text: string, at: number, trusted: number): AddedToken | undefined {
    let found: AddedToken | undefined;
    let node: Node | undefined = this.root;
    for (let i = at; i < text.length; i++) {
      node = node.next.get(text.charCodeAt(i));
      if (node === undefined) break;
      const { token } = node;
      if (token === undefined || (token.isSpecial && i >= trusted)) continue;
      if (token.isWord && (isInWord(text, at) || isInWord(text, i + 1))) continue;
      found = token;
    }
    return found;
  }
}

/** How far trusted text goes on from a segment: several in a row are one. */
function trustedEnd(segments: readonly Segment[], segment: number, segmentEnd: number): number {
  if (!segments[segment]!.trusted) return 0;
  let end = segmentEnd;
  for (let i = segment + 1; segments[i]?.trusted; i++) end += segments[i]!.text.length;
  return end;
}

/** Whether letters or digits meet here. */
const isInWord = (text: string, at: number): boolean => /^[\p{L}\p{N}_]{2}$/u.test(text.slice(Math.max(0, at - 1), at + 1));
