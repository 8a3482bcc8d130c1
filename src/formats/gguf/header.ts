// The GGUF header: metadata and the list of tensors, checked against the file's size before any memory is taken.
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

import { quoted } from "../errors.ts";
import { alignmentOf, padded } from "./alignment.ts";
import { Cursor, Short } from "./cursor.ts";
import { damaged, fail, type GgufType, ggufBlockLength, ggufByteSize, typeOfCode } from "./types.ts";
import { type GgufList, type GgufMetadata, type GgufValue, listArrays, valueTypes } from "./value.ts";

/** Where a tensor lies: `begin` and `end` are byte positions counted from the start of the file. */
export interface GgufEntry {
  readonly type: GgufType;
  /** Row-major: the last size is the length of a row. (The file lists sizes the other way round.) */
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** A checked header: every tensor lies inside the file, aligned, and shares no byte with another. */
export interface GgufHeader {
  readonly version: number;
  readonly metadata: GgufMetadata;
  /** By name, in the file's order. */
  readonly tensors: ReadonlyMap<string, GgufEntry>;
  /** Every tensor begins at a multiple of this from `dataStart`. */
  readonly alignment: number;
  /** Where the tensors' bytes start. */
  readonly dataStart: number;
}

/** Gives `length` bytes of a file from `offset` on. */
export type GgufRead = (offset: number, length: number) => Uint8Array | Promise<Uint8Array>;

const firstRead = 1 << 20;

/**
 * Reads and checks the header of a file of any size: a growing piece of its start, never the tensors.
 * @param fileSize bytes in the whole file
 * @throws FormatError when the file breaks a rule of the format.
 */
export async function readGgufHeader(read: GgufRead, fileSize: number): Promise<GgufHeader> {
  let wanted = Math.min(firstRead, fileSize);
  for (;;) {
    const bytes = await read(0, wanted);
    if (bytes.length !== wanted)
      throw fail(`${bytes.length} bytes came where ${wanted} were asked for. The file must be ${fileSize} bytes long`);
    const header = parseGgufHeader(bytes, fileSize);
    if (typeof header !== "number") return header;
    wanted = Math.min(Math.max(header, 4 * wanted), fileSize);
  }
}

/**
 * The header from the first bytes of a file, for callers that cannot wait; or, where they end before the header does,
 * the least number of bytes to come back with (read a few times as many, and few attempts are needed).
 * @param bytes the start of the file, as much of it as is at hand
 * @param fileSize bytes in the whole file
 * @throws FormatError when the file breaks a rule of the format.
 */
export function parseGgufHeader(bytes: Uint8Array, fileSize: number): GgufHeader | number {
  try {
    return parse(new Cursor(bytes, fileSize));
  } catch (error) {
    if (error instanceof Short) return error.needed;
    throw error;
  }
}

function parse(from: Cursor): GgufHeader {
  const version = readVersion(from);
  const tensorCount = from.count(leastTensor, "tensors");
  const valueCount = from.count(leastValue, "metadata values");
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < valueCount; i++) {
    const key = readName(from, "metadata key", metadata);
    metadata.set(key, readValue(from, key));
  }
  const alignment = alignmentOf(metadata);
  const infos = new Map<string, Info>();
  for (let i = 0; i < tensorCount; i++) {
    const name = readName(from, "tensor name", infos);
    infos.set(name, readInfo(from, name));
  }
  const dataStart = padded(from.at, alignment);
  return { version, metadata, tensors: place(infos, dataStart, alignment, from.fileSize), alignment, dataStart };
}

const leastValue = 8 + 1 + 4 + 1; // length, name, type, value
const leastTensor = 8 + 1 + 4 + 4 + 8; // length, name, dimensions, type, offset

function readVersion(from: Cursor): number {
  const magic = from.view.byteLength >= 4 ? from.uint32("the magic number") : from.take(4, "the magic number");
  if (magic !== 0x46554747) throw fail(`the file does not start with "GGUF". ${damaged}`);
  const version = from.uint32("the version");
  if (version !== 0 && (version & 0xffff) === 0)
    throw fail("the file is big-endian. Onda reads little-endian. Convert it with gguf-py's gguf_convert_endian");
  if (version !== 2 && version !== 3)
    throw fail(`version ${version}. Onda reads versions 2 and 3. Convert the model again with today's llama.cpp`);
  return version;
}

/** A key or a tensor's name, which must not have occurred before. */
function readName(from: Cursor, what: string, seen: ReadonlyMap<string, unknown>): string {
  const name = from.string(what);
  if (name === "" || name.length > 65535)
    throw fail(`a ${what} of ${name.length} characters. From 1 to 65535 are allowed. ${damaged}`);
  if (seen.has(name)) throw fail(`${what} ${quoted(name)} occurs twice. Names must be unique. ${damaged}`);
  return name;
}

function readValue(from: Cursor, key: string): GgufValue {
  const type = readType(from, key);
  if (type === "array") return readList(from, key);
  if (type === "string") return { type, value: from.string("metadata string") };
  const at = from.take(listArrays[type].BYTES_PER_ELEMENT, "metadata value");
  switch (type) {
    case "uint8":
      return { type, value: from.view.getUint8(at) };
    case "int8":
      return { type, value: from.view.getInt8(at) };
    case "uint16":
      return { type, value: from.view.getUint16(at, true) };
    case "int16":
      return { type, value: from.view.getInt16(at, true) };
    case "uint32":
      return { type, value: from.view.getUint32(at, true) };
    case "int32":
      return { type, value: from.view.getInt32(at, true) };
    case "float32":
      return { type, value: from.view.getFloat32(at, true) };
    case "float64":
      return { type, value: from.view.getFloat64(at, true) };
    case "uint64":
      return { type, value: from.view.getBigUint64(at, true) };
    case "int64":
      return { type, value: from.view.getBigInt64(at, true) };
    case "bool":
      return { type, value: truth(from.view.getUint8(at), key) };
  }
}

function readType(from: Cursor, key: string): (typeof valueTypes)[number] {
  const code = from.uint32("metadata type");
  const type = valueTypes[code];
  if (!type) throw fail(`metadata ${quoted(key)} has type ${code}. Types go from 0 to 12. ${damaged}`);
  return type;
}

function readList(from: Cursor, key: string): GgufList {
  const of = readType(from, key);
  if (of === "array")
    throw fail(`metadata ${quoted(key)} is a list of lists. Onda reads lists of numbers and strings. Remove the key`);
  if (of === "string") {
    const value: string[] = [];
    for (let left = from.count(8, "strings in a list"); left > 0; left--) value.push(from.string("string in a list"));
    return { type: "array", of, value };
  }
  const size = listArrays[of].BYTES_PER_ELEMENT;
  const count = from.count(size, "values in a list");
  const begin = from.take(count * size, "list of numbers");
  const copy = new Uint8Array(from.bytes.subarray(begin, begin + count * size)); // aligned; Buffer.slice copies nothing
  const value = new listArrays[of](copy.buffer);
  if (of === "bool") for (const bit of copy) truth(bit, key);
  return { type: "array", of, value } as GgufList;
}

function truth(byte: number, key: string): boolean {
  if (byte > 1) throw fail(`metadata ${quoted(key)} is a truth value of ${byte}. It must be 0 or 1. ${damaged}`);
  return byte === 1;
}

/** A tensor as the file lists it: the offset counts from the start of the data, which is not known yet. */
interface Info {
  readonly type: GgufType;
  readonly shape: readonly number[];
  readonly size: number;
  readonly offset: number;
}

function readInfo(from: Cursor, name: string): Info {
  const tensor = `tensor ${quoted(name)}`;
  const dimensions = from.uint32("a tensor's dimensions");
  if (dimensions > 4) throw fail(`${tensor} has ${dimensions} dimensions. At most 4 are allowed. ${damaged}`);
  const shape: number[] = [];
  for (let i = 0; i < dimensions; i++) shape.unshift(from.uint64("a tensor's size"));
  const code = from.uint32("a tensor's type");
  const type = typeOfCode(code);
  if (!type)
    throw fail(`${tensor} has type ${code}, which Onda does not know. Quantise the model to a type such as Q4_0`);
  const size = ggufByteSize(type, shape);
  if (Number.isNaN(size))
    throw fail(
      `${tensor} is ${type} [${shape.join(", ")}]. Rows hold whole blocks of ${ggufBlockLength(type)}. ${damaged}`,
    );
  return { type, shape, size, offset: from.uint64("a tensor's offset") };
}

/** llama.cpp's rule: tensors follow one another in the list's order, each padded to the alignment. No overlap, no gap. */
function place(infos: ReadonlyMap<string, Info>, dataStart: number, alignment: number, fileSize: number) {
  const tensors = new Map<string, GgufEntry>();
  let at = 0;
  for (const [name, { type, shape, size, offset }] of infos) {
    const tensor = `tensor ${quoted(name)}`;
    if (offset % alignment !== 0)
      throw fail(`${tensor} is at offset ${offset}. Offsets are multiples of the alignment, ${alignment}. ${damaged}`);
    if (offset !== at) {
      const how = offset < at ? "overlaps the one before it" : `leaves a gap of ${offset - at} bytes`;
      throw fail(`${tensor} is at offset ${offset} and ${how}. It must be at ${at}. ${damaged}`);
    }
    const begin = dataStart + offset;
    const end = begin + size;
    if (end > fileSize)
      throw fail(`${tensor} ends at byte ${end} of a file of ${fileSize}. It was cut short: fetch it again`);
    tensors.set(name, { type, shape, begin, end });
    at = padded(offset + size, alignment);
  }
  return tensors;
}
