// How a text is cut into words, inside which tokens are looked for, by the names of Hugging Face's `tokenizer.json`.
// https://huggingface.co/docs/tokenizers/api/pre-tokenizers

/** Words to smaller words. `isFirst` says whether the first of them begins the text. */
export type Splitter = (words: readonly string[], isFirst: boolean) => string[];

/** What happens to the matches of a pattern. */
export type Behaviour = "Removed" | "Isolated" | "MergedWithPrevious" | "MergedWithNext" | "Contiguous";

/** Cuts at each match of a pattern; `invert`: at what lies between. */
export function splitAt(pattern: RegExp, behaviour: Behaviour, invert = false): Splitter {
  if (behaviour === "Isolated" && !pattern.multiline) return (words) => words.flatMap((word) => isolated(word, pattern));
  return (words) => words.flatMap((word) => joined(piecesOf(word, pattern, invert), behaviour));
}

/** Matches and what lies between them are words alike: what most vocabularies do, so it is done without detours. */
function isolated(word: string, pattern: RegExp): string[] {
  const words: string[] = [];
  let end = 0;
  for (const match of word.match(pattern) ?? []) {
    const start = word.indexOf(match, end);
    if (start > end) words.push(word.slice(end, start));
    if (match !== "") words.push(match);
    end = start + match.length;
  }
  if (end < word.length) words.push(word.slice(end));
  return words;
}

interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
}

function piecesOf(word: string, pattern: RegExp, invert: boolean): Piece[] {
  const pieces: Piece[] = [];
  const add = (text: string, isMatch: boolean) => {
    if (text !== "") pieces.push({ text, isMatch: isMatch !== invert });
  };
  let end = 0;
  for (const { 0: match, index } of word.matchAll(pattern)) {
    add(word.slice(end, index), false);
    add(match, true);
    end = index + match.length;
  }
  add(word.slice(end), false);
  return pieces;
}

function joined(pieces: readonly Piece[], behaviour: Behaviour): string[] {
  if (behaviour === "Removed") return pieces.filter(({ isMatch }) => !isMatch).map(({ text }) => text);
  const words: string[] = [];
  for (const [i, { text, isMatch }] of pieces.entries()) {
    const before = pieces[i - 1];
    const joins =
      before !== undefined &&
      ((behaviour === "MergedWithPrevious" && isMatch && !before.isMatch) ||
        (behaviour === "MergedWithNext" && !isMatch && before.isMatch) ||
        (behaviour === "Contiguous" && isMatch === before.isMatch));
    if (joins) words[words.length - 1] += text;
    else words.push(text);
  }
  return words;
}

export type Prefix = "never" | "first" | "always";

/** A space before a text, so that its first word looks like any other. */
export function prefixed(prefix: Prefix, evenBeforeSpace = false): Splitter {
  return (words, isFirst) =>
    words.map((word, i) => {
      const wanted = prefix === "always" || (prefix === "first" && isFirst && i === 0);
      return wanted && (evenBeforeSpace || !word.startsWith(" ")) ? ` ${word}` : word;
    });
}

/** Each space begins a word. */
const atSpaces = splitAt(/ /g, "MergedWithNext");

/** SentencePiece's: a space before the text, and words that begin with theirs. ▁ is a space too. */
export function metaspace(prefix: Prefix, splits: boolean): Splitter {
  const first = prefixed(prefix);
  return (words, isFirst) => {
    const spaced = first(
      words.map((word) => word.replaceAll("▁", " ")),
      isFirst,
    );
    return splits ? atSpaces(spaced, isFirst) : spaced;
  };
}

/** Punctuation as BERT has it: Unicode's, and all of ASCII that is neither letter nor digit. */
export const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;

/** Words between spaces, and each mark by itself. */
export const bertWords = inTurn([splitAt(/\p{White_Space}+/gu, "Removed"), splitAt(PUNCTUATION, "Isolated")]);

/** Runs of letters, digits and underscores; runs of anything else but spaces. */
export const wordsAndMarks: Splitter = (words) =>
  words.flatMap((word) => word.match(/[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d\p{White_Space}]+/gu) ?? []);

export function inTurn(splitters: readonly Splitter[]): Splitter {
  return (words, isFirst) => splitters.reduce((left, splitter) => splitter(left, isFirst), [...words]);
}
