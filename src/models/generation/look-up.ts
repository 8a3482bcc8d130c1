/**
 * Prompt look-up: what stood behind the last tokens where they came before is guessed to come again (Saxena 2023,
 * https://github.com/apoorvumang/prompt-lookup-decoding). Guesses are read in one run with the token that is certain,
 * and one that is not what the model says is taken back (Leviathan et al. 2023, without a second model).
 */

export interface LookUp {
  /** Adds a token that is certain. */
  push(id: number): void;
  /** What may come next, no more than `room` tokens; nothing where the text has no precedent. */
  guess(room: number): readonly number[];
  /** Says how many of the last guesses were right. */
  judge(right: number, guessed: number): void;
}

/** Tokens that must have come before, alike: at least so many, and at most, where guesses have been wrong. */
const LEAST = 2;
const MOST = 8;

/** @param longest tokens that are guessed at once */
export function createLookUp(prompt: readonly number[], longest: number): LookUp {
  const text = [...prompt];
  let alike = LEAST + 1;
  let length = Math.min(2, longest);
  return {
    push(id) {
      text.push(id);
    },
    guess(room) {
      const from = precedent(text, alike);
      return from < 0 ? [] : text.slice(from, from + Math.min(length, room));
    },
    // Where guesses are wrong, fewer follow, and only behind more that was alike: text without repetitions soon costs nothing.
    judge(right, guessed) {
      if (guessed === 0) return;
      const isGood = 2 * right >= guessed;
      alike = isGood ? Math.max(LEAST, alike - 1) : Math.min(MOST, alike + 1);
      length = right === guessed ? Math.min(longest, 2 * length) : Math.max(1, right);
    },
  };
}

/**
 * The place behind the longest piece, of at least `alike` tokens, that the text ends with and held before; the last such
 * place, -1 where there is none.
 */
function precedent(text: readonly number[], alike: number): number {
  const end = text.length;
  let best = -1;
  let longest = alike - 1;
  for (let at = end - 1; at > longest; at--) {
    let count = 0;
    while (count < MOST && count < at && text[at - 1 - count] === text[end - 1 - count]) count++;
    if (count <= longest) continue;
    [best, longest] = [at, count];
    if (count === MOST) break;
  }
  return best;
}
