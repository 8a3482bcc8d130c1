// How vocabularies write the bytes of their tokens down as text, and the bytes that are meant.
//   bytes   GPT-2 (Radford et al. 2019): each byte is a visible character, a space is Ġ
//   spaces  SentencePiece (Kudo & Richardson 2018): text, a space is ▁
//   plain   text as it is

export type Spelling = "bytes" | "spaces" | "plain";

/** The byte that a character of GPT-2's alphabet stands for, -1 for others. */
const BYTE_OF = byteAlphabet();
const SPACE = 0x2581;

/** Room that the bytes of a text can take. */
export const mostBytes = (text: string): number => 3 * text.length;

/** Writes the bytes of a text and gives where they end. A lone surrogate is WTF-8, as in Onda's own tokenizers. */
export function writeText(text: string, into: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x80) {
      into[at++] = c;
      continue;
    }
    if (c >= 0xd800 && c < 0xdc00) {
      const low = text.charCodeAt(i + 1); // NaN at the end
      if (low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        i++;
      }
    }
    at = writePoint(c, into, at);
  }
  return at;
}

/** Writes the bytes that a token's text stands for and gives where they end. */
export function writeToken(text: string, spelling: Spelling, into: Uint8Array, at: number): number {
  if (spelling === "plain") return writeText(text, into, at);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (spelling === "bytes") {
      const byte = BYTE_OF[c] ?? -1;
      if (byte >= 0) into[at++] = byte;
      else at = writePoint(c, into, at); // no character of the alphabet: it stands for itself
    } else if (c < 0x80) into[at++] = c;
    else if (c === SPACE) into[at++] = 0x20;
    else {
      const end = c >= 0xd800 && c < 0xdc00 ? i + 2 : i + 1;
      at = writeText(text.slice(i, end), into, at);
      i = end - 1;
    }
  }
  return at;
}

/** Whether all characters are of GPT-2's alphabet: no text becomes a token with others. */
export function isInAlphabet(text: string): boolean {
  for (let i = 0; i < text.length; i++) if ((BYTE_OF[text.charCodeAt(i)] ?? -1) < 0) return false;
  return true;
}

function writePoint(c: number, into: Uint8Array, start: number): number {
  let at = start;
  if (c < 0x80) into[at++] = c;
  else {
    if (c < 0x800) into[at++] = 0xc0 | (c >> 6);
    else {
      if (c < 0x10000) into[at++] = 0xe0 | (c >> 12);
      else {
        into[at++] = 0xf0 | (c >> 18);
        into[at++] = 0x80 | ((c >> 12) & 63);
      }
      into[at++] = 0x80 | ((c >> 6) & 63);
    }
    into[at++] = 0x80 | (c & 63);
  }
  return at;
}

/** Bytes that are visible characters of Latin-1 are themselves; the others are U+0100 and on, in order. */
function byteAlphabet(): Int16Array {
  const table = new Int16Array(0x144).fill(-1);
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const isVisible = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
    table[isVisible ? byte : next++] = byte;
  }
  return table;
}
