import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { FormatError } from "./errors.ts";
import { readPngText, writePngText } from "./png-text.ts";

let png: Uint8Array;
beforeAll(async () => {
  const red = { width: 8, height: 8, channels: 3, background: "#e02020" } as const;
  png = new Uint8Array(await sharp({ create: red }).png().toBuffer());
});

/** Inserts a raw chunk after IHDR, which ends at byte 33. */
function withChunk(type: string, content: Uint8Array): Uint8Array {
  const typed = Buffer.concat([Buffer.from(type), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(typed));
  return Buffer.concat([png.subarray(0, 33), length, typed, crc, png.subarray(33)]);
}

describe("write, then read", () => {
  it("gives back any text without NUL", () => {
    const text = fc.string({ unit: "grapheme" }).map((s) => s.replaceAll("\0", ""));
    fc.assert(
      fc.property(text, (written) => {
        expect(readPngText(writePngText(png, "onda", written), "onda")).toBe(written);
      }),
    );
  });

  it("replaces a text of the same keyword and keeps others", () => {
    const once = writePngText(writePngText(png, "onda", "first"), "Title", "a red apple");
    const twice = writePngText(once, "onda", '{"prompt":"红苹果 🍎"}');
    expect(readPngText(twice, "onda")).toBe('{"prompt":"红苹果 🍎"}');
    expect(readPngText(twice, "Title")).toBe("a red apple");
    expect(readPngText(twice, "Other")).toBeUndefined();
    expect(writePngText(twice, "onda", "first")).toHaveLength(once.length);
  });

  it("agrees with another reader and leaves the pixels alone", async () => {
    const written = writePngText(png, "onda", '{"prompt":"红苹果 🍎"}');
    const { comments } = await sharp(written).metadata();
    expect(comments).toEqual([{ keyword: "onda", text: '{"prompt":"红苹果 🍎"}' }]);
    expect(await sharp(written).raw().toBuffer()).toEqual(await sharp(png).raw().toBuffer());
  });

  it("reads the older tEXt", () => {
    expect(readPngText(withChunk("tEXt", Buffer.from("Author\0caf\xe9", "latin1")), "Author")).toBe("café");
  });
});

describe("bad input", () => {
  it.each<[string, () => Uint8Array, RegExp]>([
    ["no PNG", () => Buffer.from("GIF89a….."), /not a PNG's/],
    ["empty", () => new Uint8Array(0), /not a PNG's/],
    ["cut between chunks", () => png.subarray(0, 33), /cut short/],
    ["cut inside a chunk", () => png.subarray(0, 40), /cut short|chunk of/],
    ["lying length", () => png.map((byte, i) => (i === 8 ? 0xff : byte)), /chunk of 4278190093 bytes/],
    ["changed pixel data", () => png.map((byte, i) => (i === png.length - 20 ? byte ^ 1 : byte)), /wrong checksum/],
    [
      "compressed zTXt",
      () => withChunk("zTXt", Buffer.concat([Buffer.from("onda\0\0"), deflateSync("x")])),
      /compressed/,
    ],
    [
      "compressed iTXt",
      () => withChunk("iTXt", Buffer.concat([Buffer.from("onda\0\x01\0\0\0"), deflateSync("x")])),
      /compr/,
    ],
    ["unfinished head", () => withChunk("iTXt", Buffer.from("onda\0\0\0en")), /no end of its head/],
    ["not UTF-8", () => withChunk("iTXt", Buffer.from("onda\0\0\0\0\0\xff\xff", "latin1")), /not UTF-8/],
    [
      "huge text",
      () => withChunk("tEXt", Buffer.concat([Buffer.from("onda\0"), Buffer.alloc(3 << 20)])),
      /At most 1048576/,
    ],
  ])("%s", (_, make, message) => {
    expect(() => readPngText(make(), "onda")).toThrow(FormatError);
    expect(() => readPngText(make(), "onda")).toThrow(message);
  });

  it("can only raise FormatError, whatever bytes change", () => {
    const good = writePngText(png, "onda", '{"seed":7}');
    const change = fc.record({ at: fc.nat(good.length - 1), value: fc.nat(255) });
    const run = fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(good.length), (changes, cut) => {
      const bytes = cut % 3 === 0 ? good.slice(0, cut) : good.slice();
      for (const { at, value } of changes) bytes[at] = value;
      try {
        readPngText(bytes, "onda");
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    });
    fc.assert(run, { numRuns: 2000 });
  });

  it("can only raise FormatError, whatever a sound chunk holds", () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((rest) => Buffer.concat([Buffer.from("onda\0\0"), rest]));
    const run = fc.property(fc.constantFrom("iTXt", "tEXt", "zTXt"), bytes, (type, content) => {
      try {
        expect(typeof readPngText(withChunk(type, content), "onda")).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    });
    fc.assert(run, { numRuns: 1000 });
  });

  it("refuses keywords and texts that the format has no room for", () => {
    for (const keyword of ["", " a", "a  b", "a ", "ключ", "k".repeat(80)])
      expect(() => writePngText(png, keyword, "x"), keyword).toThrow(/png: keyword/);
    expect(() => writePngText(png, "onda", "a\0b")).toThrow(/NUL/);
    expect(() => writePngText(png, "onda", "红".repeat(1 << 19))).toThrow(/At most 1048576/);
  });
});
