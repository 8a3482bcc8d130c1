// Text cut into words, inside which byte pairs merge: as GPT-2's pattern (Radford et al. 2019, section 2.2), but
// Chinese apart from letters, digits one by one (so that numbers can be copied), and every word at most 32 characters
// long, so that no input takes more than linear time.

/**
 * In order: an English contraction; a run of Chinese characters; a run of other letters with the space before it;
 * a digit; line breaks; a run of punctuation, symbols or emoji with the space before it; other space, which leaves
 * its last character to the word behind it.
 */
export const WORDS: RegExp = new RegExp(
  [
    "'(?:[sdmt]|ll|ve|re)(?!\\p{L})",
    "\\p{Script=Han}{1,16}",
    " ?(?:(?!\\p{Script=Han})[\\p{L}\\p{M}]){1,32}",
    "\\p{N}",
    "[\\r\\n]{1,16}",
    " ?[^\\s\\p{L}\\p{M}\\p{N}]{1,16}",
    "[^\\S\\r\\n]{1,32}(?!\\S)",
    "\\s",
    "[^]", // nothing is left over, in any version of Unicode
  ].join("|"),
  "gu",
);

/** The same as the regular expressions of Hugging Face's tokenizers spell it: for a tokenizer.json. */
export const WORDS_PATTERN: string = WORDS.source.replaceAll("Script=Han", "Han").replace("[^]", "[\\s\\S]");

/** The words of a text, in order: joined they are the text. */
export const wordsOfText = (text: string): readonly string[] => text.match(WORDS) ?? [];

/** No word has more bytes than this: 32 characters of 4 bytes, and a space. */
export const LONGEST_WORD = 129;
