// Writing GGUF: the header, then every tensor's bytes as they come, each padded to the alignment.

import { quoted } from "../errors.ts";
import { alignmentOf, padded } from "./alignment.ts";
import { codeOfType, fail, type GgufType, ggufByteSize } from "./types.ts";
import { type GgufMetadata, type GgufValue, listArrays, valueTypes } from "./value.ts";

/** A tensor to write: its bytes at once, or in pieces that are made when their turn comes. */
export interface GgufInput {
  readonly type: GgufType;
  /** Row-major, at most 4 sizes; the last is a multiple of the type's block. */
  readonly shape: readonly number[];
  readonly data: Uint8Array | Iterable<Uint8Array>;
}

/**
 * One file in pieces, to be written one after the other, byte for byte as gguf-py writes it. llama.cpp wants
 * `general.architecture` as the first key and the tensors' names as it knows them.
 * @param metadata in the order given; `general.alignment` (uint32) in it changes the alignment from 32
 * @throws FormatError when a value or a tensor breaks a rule of the format, or a tensor's pieces are not its size.
 */
export function* writeGguf(
  metadata: GgufMetadata,
  tensors: ReadonlyMap<string, GgufInput>,
): Generator<Uint8Array, void, undefined> {
  const alignment = alignmentOf(metadata);
  yield headerBytes(metadata, tensors, alignment);
  for (const [name, { type, shape, data }] of tensors) {
    const size = ggufByteSize(type, shape);
    let written = 0;
    for (const piece of data instanceof Uint8Array ? [data] : data) {
      written += piece.length;
      if (written > size) break;
      yield piece;
    }
    if (written !== size)
      throw fail(`tensor ${quoted(name)} came as ${written} bytes. ${type} [${shape.join(", ")}] takes ${size}`);
    yield new Uint8Array(padded(size, alignment) - size);
  }
}

function headerBytes(metadata: GgufMetadata, tensors: ReadonlyMap<string, GgufInput>, alignment: number): Uint8Array {
  const to = new Sink();
  to.uint32(0x46554747); // "GGUF"
  to.uint32(3);
  to.uint64(tensors.size);
  to.uint64(metadata.size);
  for (const [key, value] of metadata) {
    if (key === "") throw fail("metadata without a key. Give it a name such as general.name");
    to.string(key);
    to.uint32(valueTypes.indexOf(value.type));
    writeValue(to, key, value);
  }
  let offset = 0;
  for (const [name, tensor] of tensors) {
    writeInfo(to, name, tensor, offset);
    offset += padded(ggufByteSize(tensor.type, tensor.shape), alignment);
  }
  return to.finish(alignment);
}

function writeInfo(to: Sink, name: string, { type, shape }: GgufInput, offset: number): void {
  const tensor = `tensor ${quoted(name)}`;
  const length = to.string(name);
  if (length < 1 || length > 63)
    throw fail(`${tensor} has a name of ${length} bytes. llama.cpp reads 1 to 63. Rename it`);
  if (shape.length > 4) throw fail(`${tensor} has ${shape.length} dimensions. At most 4 are allowed. Reshape it`);
  if (Number.isNaN(ggufByteSize(type, shape)))
    throw fail(`${tensor} is ${type} [${shape.join(", ")}], whose rows are no whole blocks. Write it as F16`);
  to.uint32(shape.length);
  for (const size of shape.toReversed()) to.uint64(size);
  to.uint32(codeOfType(type));
  to.uint64(offset);
}

function writeValue(to: Sink, key: string, item: GgufValue): void {
  const { type, value } = item;
  if (type === "string") to.string(value);
  else if (type === "array") writeList(to, key, item.of, value);
  else {
    const array = new listArrays[type](1);
    array[0] = type === "bool" ? Number(value) : value;
    const kept = type === "float32" ? Math.fround(value) : type === "bool" ? Number(value) : value;
    if (!Object.is(array[0], kept))
      throw fail(`metadata ${quoted(key)} is ${value}, which is no ${type}. Change the type`);
    to.array(array);
  }
}

function writeList(to: Sink, key: string, of: string, value: readonly string[] | ArrayBufferView): void {
  to.uint32((valueTypes as readonly string[]).indexOf(of));
  if (of === "string") {
    const texts = value as readonly string[];
    to.uint64(texts.length);
    for (const text of texts) to.string(text);
  } else {
    const expected = listArrays[of as keyof typeof listArrays];
    if (!(value instanceof expected)) throw fail(`metadata ${quoted(key)} is no ${expected.name}, which ${of} needs`);
    to.uint64(value.length);
    to.array(value);
  }
}

/** Bytes that grow at their end. */
class Sink {
  private bytes = new Uint8Array(1 << 16);
  private view = new DataView(this.bytes.buffer);
  private at = 0;
  private readonly utf8 = new TextEncoder();

  uint32(value: number): void {
    const at = this.grow(4);
    this.view.setUint32(at, value, true);
  }

  uint64(value: number): void {
    const at = this.grow(8);
    this.view.setBigUint64(at, BigInt(value), true);
  }

  /** Length, then UTF-8; returns the length in bytes. */
  string(text: string): number {
    const bytes = this.utf8.encode(text);
    this.uint64(bytes.length);
    const at = this.grow(bytes.length);
    this.bytes.set(bytes, at);
    return bytes.length;
  }

  array(array: ArrayBufferView): void {
    const at = this.grow(array.byteLength);
    this.bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
  }

  finish(alignment: number): Uint8Array {
    this.grow(padded(this.at, alignment) - this.at);
    return this.bytes.subarray(0, this.at);
  }

  /** Makes room for `count` bytes, all 0, and returns where they begin. */
  private grow(count: number): number {
    const begin = this.at;
    this.at += count;
    if (this.at > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.at, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return begin;
  }
}
