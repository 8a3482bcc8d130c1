// Reading forward through the first bytes of a file: no step leaves the file, and none leaves what has been read.

import { damaged, fail } from "./types.ts";

/** Bound on the header, in bytes: vocabularies of 260,000 tokens take 16 MB. */
export const maxHeader = 100_000_000;

/** Thrown where the bytes at hand end before the header does; `needed` of them are. Never leaves this folder. */
export class Short extends Error {
  readonly needed: number;
  constructor(needed: number) {
    super(`${needed} bytes are needed`);
    this.needed = needed;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Cursor {
  at = 0;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly fileSize: number;

  /** @param bytes the start of the file @param fileSize bytes in the whole file */
  constructor(bytes: Uint8Array, fileSize: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.fileSize = fileSize;
  }

  /** Steps over `count` bytes and returns where they begin. */
  take(count: number, what: string): number {
    const begin = this.at;
    const end = begin + count;
    if (end > this.bytes.length) this.refuse(end, what);
    this.at = end;
    return begin;
  }

  /** Refuses a count of items, each at least `least` bytes long, that cannot fit into the rest of the file. */
  count(least: number, what: string): number {
    const count = this.uint64(what);
    if (count * least > this.fileSize - this.at)
      throw fail(`${count} ${what} in a file of ${this.fileSize} bytes. Each takes at least ${least}. ${damaged}`);
    if (count * least > maxHeader) throw fail(`${count} ${what}. A header has at most ${maxHeader} bytes. ${damaged}`);
    return count;
  }

  uint32(what: string): number {
    return this.view.getUint32(this.take(4, what), true);
  }

  /** Beyond 2^53 not exact, but still far beyond any bound that it is checked against. */
  uint64(what: string): number {
    const at = this.take(8, what);
    return this.view.getUint32(at + 4, true) * 2 ** 32 + this.view.getUint32(at, true);
  }

  string(what: string): string {
    const length = this.uint64(what);
    const begin = this.take(length, what);
    const short = length < 24 ? this.ascii(begin, begin + length) : undefined;
    if (short !== undefined) return short;
    try {
      return utf8.decode(this.bytes.subarray(begin, begin + length));
    } catch {
      throw fail(`${what} at byte ${begin} is not UTF-8. ${damaged}`);
    }
  }

  /** Short ASCII without the decoder's cost per call: most of a vocabulary. Undefined where a byte is none. */
  private ascii(begin: number, end: number): string | undefined {
    const { bytes } = this;
    let text = "";
    for (let i = begin; i < end; i++) {
      const byte = bytes[i]!;
      if (byte > 127) return undefined;
      text += String.fromCharCode(byte);
    }
    return text;
  }

  private refuse(end: number, what: string): never {
    if (end > this.fileSize)
      throw fail(
        `${what} ends at byte ${end} of a file of ${this.fileSize}. It was cut short or is damaged: fetch it again`,
      );
    if (end > maxHeader) throw fail(`${what} ends at byte ${end}. A header has at most ${maxHeader} bytes. ${damaged}`);
    throw new Short(end);
  }
}
