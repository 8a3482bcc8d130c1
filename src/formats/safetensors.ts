// Safetensors: an 8-byte length, a JSON header, then every tensor's bytes without a gap. No code, no pointers.
// Format: https://github.com/huggingface/safetensors#format

import { quoted } from "./errors.ts";
import {
  arrays,
  fail,
  isDType,
  itemSize,
  maxHeader,
  readSafetensorsHeader,
  type SafetensorsArray,
  type SafetensorsDType,
  type SafetensorsEntry,
  sizeOf,
} from "./safetensors-header.ts";

/** One tensor, row-major. `switch (tensor.dtype)` narrows `data`. */
export type SafetensorsTensor = {
  [D in SafetensorsDType]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    readonly data: SafetensorsArray<D>;
  };
}[SafetensorsDType];

/** What the writer takes; that `data` fits `dtype` and `shape` is checked when it is written. */
export interface SafetensorsInput {
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
  readonly data: SafetensorsArray;
}

/**
 * Writes one file. Tensors are ordered by item size, then name, and the header is padded to 8 bytes, so that every
 * tensor is aligned and the same tensors always give the same bytes.
 * @throws FormatError when a tensor's data fits neither its dtype nor its shape.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, SafetensorsInput>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const chunks = safetensorsChunks(tensors, metadata);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * The same file as `encodeSafetensors` in pieces, to be written one after the other: the header, then a view of each
 * tensor's own memory (no copy).
 */
export function safetensorsChunks(
  tensors: Readonly<Record<string, SafetensorsInput>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const entries = Object.entries(tensors);
  for (const [name, tensor] of entries) checkInput(name, tensor);
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string")
      throw fail(`metadata ${quoted(key)} is ${typeof value}. Metadata holds strings. Pass JSON.stringify(value)`);
  }
  entries.sort(([a, x], [b, y]) => itemSize(y.dtype) - itemSize(x.dtype) || (a < b ? -1 : 1));

  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const views = entries.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return [encodeHeader(header), ...views];
}

/**
 * Reads a whole file. Tensors are views of `bytes`; only one that lies unaligned for its dtype is copied.
 * @throws FormatError when the file breaks a rule of the format.
 */
export function decodeSafetensors(bytes: Uint8Array): {
  readonly tensors: Readonly<Record<string, SafetensorsTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const header = readSafetensorsHeader(bytes, bytes.length);
  const tensors: Record<string, SafetensorsTensor> = Object.create(null);
  for (const [name, entry] of Object.entries(header.tensors)) {
    tensors[name] = viewTensor(entry, bytes.subarray(entry.begin, entry.end));
  }
  return { tensors, metadata: header.metadata };
}

/**
 * One tensor from its own bytes, `entry.begin` to `entry.end` of the file: a view where aligned, else a copy.
 * @throws FormatError when there are not exactly as many bytes as the entry says.
 */
export function viewTensor(entry: SafetensorsEntry, bytes: Uint8Array): SafetensorsTensor {
  const { dtype, shape } = entry;
  const size = entry.end - entry.begin;
  if (bytes.length !== size)
    throw fail(`${bytes.length} bytes for a tensor of ${size}. Pass exactly the bytes from begin to end`);
  const aligned = bytes.byteOffset % itemSize(dtype) === 0 ? bytes : new Uint8Array(bytes); // Node's Buffer.slice copies nothing
  const data = new arrays[dtype](aligned.buffer as ArrayBuffer, aligned.byteOffset, size / itemSize(dtype));
  return { dtype, shape, data } as SafetensorsTensor;
}

function checkInput(name: string, { dtype, shape, data }: SafetensorsInput): void {
  const tensor = `tensor ${quoted(name)}`;
  if (name === "__metadata__") throw fail(`${tensor}. The format keeps this name for itself. Rename the tensor`);
  if (!isDType(dtype))
    throw fail(`${tensor} has dtype ${quoted(String(dtype))}. Use ${Object.keys(arrays).join(", ")}`);
  if (!(data instanceof arrays[dtype]))
    throw fail(`${tensor} is ${dtype} but its data is no ${arrays[dtype].name}. Convert the data or change the dtype`);
  if (sizeOf(dtype, shape) !== data.byteLength)
    throw fail(
      `${tensor} has shape [${shape.join(", ")}] but ${data.length} values. Their count is the sizes' product`,
    );
}

function encodeHeader(header: Record<string, unknown>): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  if (length > maxHeader)
    throw fail(`header of ${length} bytes. At most ${maxHeader} are allowed. Shorten the metadata`);
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}
