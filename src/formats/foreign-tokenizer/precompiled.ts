// SentencePiece's compiled table of characters (`precompiled_charsmap`): a trie in a double array, and what each of its
// entries becomes. https://github.com/google/sentencepiece/blob/master/src/normalizer.cc, and its Darts-clone.

import { fail } from "./errors.ts";
import type { Normalizer } from "./normalizers.ts";
import { mostBytes, writeText } from "./spelling.ts";

const hasLeaf = (unit: number) => ((unit >>> 8) & 1) === 1;
const labelOf = (unit: number) => unit & 0x800000ff;
const offsetOf = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);

/** @throws FormatError when the table is cut short. */
export function precompiled(table: Uint8Array): Normalizer {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const size = table.length < 4 ? -1 : view.getUint32(0, true);
  if (size <= 0 || size % 4 !== 0 || 4 + size > table.length) {
    throw fail(`a table of characters of ${table.length} bytes, whose trie takes ${size}. It was cut short`);
  }
  const units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const replacements = table.subarray(4 + size);
  const decoder = new TextDecoder();
  const replacementAt = (at: number): string => {
    const end = replacements.indexOf(0, at);
    return decoder.decode(replacements.subarray(at, end < 0 ? undefined : end));
  };
  let bytes = new Uint8Array(64);
  /** What a grapheme or character becomes: the first entry that it begins with, as Hugging Face takes it. */
  const found = (text: string): string | undefined => {
    if (mostBytes(text) > bytes.length) bytes = new Uint8Array(2 * mostBytes(text));
    const end = writeText(text, bytes, 0);
    let at = offsetOf(units[0]!);
    for (let i = 0; i < end && bytes[i] !== 0; i++) {
      at ^= bytes[i]!;
      const unit = units[at];
      if (unit === undefined || labelOf(unit) !== bytes[i]) return undefined;
      at ^= offsetOf(unit);
      if (hasLeaf(unit)) return replacementAt((units[at] ?? 0) & 0x7fffffff);
    }
    return undefined;
  };
  const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
  return (text) => {
    let out = "";
    for (const { segment } of graphemes.segment(text)) {
      const whole = segment.length < 6 ? found(segment) : undefined;
      if (whole !== undefined) out += whole;
      else for (const character of segment) out += found(character) ?? character;
    }
    return out;
  };
}
