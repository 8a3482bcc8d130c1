// Text as bytes and back: UTF-8, and WTF-8 for lone surrogates, so that every JavaScript string comes back as it was.
// WTF-8: https://simonsapin.github.io/wtf-8. Bytes that are no UTF-8 become U+FFFD, one for each maximal part
// (Unicode 16, table 3-8), as `TextDecoder` does.

/** Appends the bytes of a text. */
export function appendBytes(text: string, into: number[]): void {
  for (let i = 0; i < text.length; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x80) {
      into.push(c);
      continue;
    }
    if (c >= 0xd800 && c < 0xdc00) {
      const low = text.charCodeAt(i + 1); // NaN at the end
      if (low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        i++;
      }
    }
    if (c < 0x800) into.push(0xc0 | (c >> 6));
    else if (c < 0x10000) into.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63));
    else into.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63));
    into.push(0x80 | (c & 63));
  }
}

/** Turns bytes into text piece by piece. What may still become a character is held back. */
export class TextStream {
  /** The character that is being read, how many bytes it still needs, and where its next byte may lie. */
  private point = 0;
  private missing = 0;
  private low = 0x80;
  private high = 0xbf;

  /** The text that these bytes complete. */
  push(bytes: ArrayLike<number>): string {
    const units: number[] = [];
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (this.missing > 0 && (byte < this.low || byte > this.high)) {
        units.push(0xfffd);
        this.missing = 0;
      }
      if (this.missing > 0) this.next(byte, units);
      else this.first(byte, units);
    }
    return textOf(units);
  }

  /** What is left: U+FFFD where a character was cut off, else nothing. */
  end(): string {
    const cut = this.missing > 0;
    this.missing = 0;
    return cut ? "\ufffd" : "";
  }

  private first(byte: number, units: number[]): void {
    if (byte < 0x80) units.push(byte);
    else if (byte < 0xc2 || byte > 0xf4) units.push(0xfffd);
    else {
      this.missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      this.point = byte & (0x3f >> this.missing);
      // No overlong forms, nothing above U+10FFFF; surrogates (ED A0 …) are let through.
      this.low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
      this.high = byte === 0xf4 ? 0x8f : 0xbf;
    }
  }

  private next(byte: number, units: number[]): void {
    this.point = (this.point << 6) | (byte & 63);
    this.low = 0x80;
    this.high = 0xbf;
    if (--this.missing > 0) return;
    if (this.point < 0x10000) units.push(this.point);
    else units.push(0xd800 + ((this.point - 0x10000) >> 10), 0xdc00 + (this.point & 0x3ff));
  }
}

/** UTF-16 code units as text, in pieces that fit a call. */
function textOf(units: readonly number[]): string {
  let text = "";
  for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.slice(i, i + 8192));
  return text;
}
