// Text inside a PNG: one keyword, one UTF-8 text, in an iTXt chunk. Pixels are not touched.
// PNG specification, third edition: chunks §5.3, iTXt §11.3.3.4, CRC annex D.

import { FormatError, quoted } from "./errors.ts";

/** A chunk by position: `begin` is its length field, `data` its content, `end` the byte after its CRC. */
interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly begin: number;
  readonly end: number;
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const textTypes = ["iTXt", "tEXt", "zTXt"];

/** The longest text that is read or written, in UTF-8 bytes. */
const maxText = 1 << 20;

/**
 * The text under `keyword`, or undefined when the picture has none. Reads iTXt and the older tEXt (Latin-1).
 * @throws FormatError when the file is no PNG, a chunk is damaged, or the text is compressed or over 1 MiB.
 */
export function readPngText(png: Uint8Array, keyword: string): string | undefined {
  const chunk = pngChunks(png).find((candidate) => isText(candidate, keyword));
  if (!chunk) return undefined;
  const content = chunk.data.subarray(keyword.length + 1);
  if (content.length > maxText + 1024)
    throw fail(`text ${quoted(keyword)} of ${content.length} bytes. At most ${maxText} are read`);
  if (chunk.type === "tEXt") return latin1(content);
  if (chunk.type === "zTXt" || content[0] !== 0)
    throw fail(`text ${quoted(keyword)} is compressed. Plain text is needed. Use the file as it was first written`);
  const translated = content.indexOf(0, 2) + 1; // after compression flag, compression method, language tag
  const text = content.indexOf(0, translated) + 1;
  if (translated === 0 || text === 0) throw fail(`text ${quoted(keyword)} has no end of its head. ${damaged}`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content.subarray(text));
  } catch {
    throw fail(`text ${quoted(keyword)} is not UTF-8. ${damaged}`);
  }
}

/**
 * A copy of the picture with `text` under `keyword`, right after the header; an older text of that keyword is
 * replaced, and bytes after the picture's end are left out.
 * @param keyword 1 to 79 printable ASCII characters without outer or double spaces
 * @param text at most 1 MiB as UTF-8, no NUL
 * @throws FormatError when the file is no PNG, a chunk is damaged, or keyword or text break the format's rules.
 */
export function writePngText(png: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  if (!/^(?=.{1,79}$)[!-~]+(?: [!-~]+)*$/.test(keyword))
    throw fail(
      `keyword ${quoted(keyword)}. It needs 1 to 79 printable ASCII characters without outer or double spaces`,
    );
  const utf8 = new TextEncoder().encode(text);
  if (utf8.length > maxText) throw fail(`text of ${utf8.length} bytes. At most ${maxText} fit. Shorten it`);
  if (utf8.includes(0)) throw fail("text with a NUL character. The format ends texts with it. Remove it");

  const [header, ...rest] = pngChunks(png);
  const kept = rest.filter((chunk) => !isText(chunk, keyword)).map(({ begin, end }) => png.subarray(begin, end));
  const head = new TextEncoder().encode(`${keyword}\0\0\0\0\0`); // keyword, plain, method 0, no language, no translation
  const parts = [png.subarray(0, header!.end), ...encodeChunk("iTXt", [head, utf8]), ...kept];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const damaged = "The file is damaged: fetch or make it again";

function fail(message: string): FormatError {
  return new FormatError(`png: ${message}.`);
}

/** All chunks from IHDR to IEND, each one's bounds and CRC checked. */
function pngChunks(png: Uint8Array): Chunk[] {
  if (signature.some((byte, i) => png[i] !== byte)) throw fail("the first 8 bytes are not a PNG's. Pass a PNG file");
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const chunks: Chunk[] = [];
  for (let begin = 8; chunks.at(-1)?.type !== "IEND"; begin = chunks.at(-1)!.end) {
    if (begin + 12 > png.length) throw fail(`${png.length} bytes without an end chunk. It was cut short. ${damaged}`);
    const length = view.getUint32(begin);
    const end = begin + 12 + length;
    if (end > png.length)
      throw fail(`chunk of ${length} bytes at byte ${begin} of a file of ${png.length}. ${damaged}`);
    if (view.getUint32(end - 4) !== crc32([png.subarray(begin + 4, end - 4)]))
      throw fail(`chunk at byte ${begin} has a wrong checksum. ${damaged}`);
    const type = latin1(png.subarray(begin + 4, begin + 8));
    if (chunks.length === 0 && type !== "IHDR") throw fail(`first chunk is ${quoted(type)}, not IHDR. ${damaged}`);
    chunks.push({ type, data: png.subarray(begin + 8, end - 4), begin, end });
  }
  return chunks;
}

function isText({ type, data }: Chunk, keyword: string): boolean {
  return textTypes.includes(type) && latin1(data.subarray(0, keyword.length + 1)) === `${keyword}\0`;
}

/** Bytes to text, one character each (ISO 8859-1, unlike the web's "latin1", which is Windows-1252). */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function encodeChunk(type: string, content: Uint8Array[]): Uint8Array[] {
  const typed = [new TextEncoder().encode(type), ...content];
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return [bigEndian(length), ...typed, bigEndian(crc32(typed))];
}

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of the parts one after the other. */
function crc32(parts: Uint8Array[]): number {
  let crc = 0xffffffff;
  for (const part of parts) for (const byte of part) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
