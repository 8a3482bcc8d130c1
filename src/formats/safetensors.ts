// Safetensors: an 8-byte length, a JSON header, then every tensor's bytes without a gap. No code, no pointers.
// Format: https://github.com/huggingface/safetensors#format. All checks come before memory is taken.

import { FormatError, quoted } from "./errors.ts";

const arrays = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U64: BigUint64Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

/** A dtype as the file names it. */
export type SafetensorsDType = keyof typeof arrays;

/** The array that holds a dtype: F16 and BF16 are raw bits (see `float16.ts`), BOOL is 0 or 1. */
export type SafetensorsArray<D extends SafetensorsDType = SafetensorsDType> = InstanceType<(typeof arrays)[D]>;

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

/** Where a tensor lies: `begin` and `end` are byte positions counted from the start of the file. */
export interface SafetensorsEntry {
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** A checked header. The records have no prototype, so a tensor may even be called `__proto__`. */
export interface SafetensorsHeader {
  readonly tensors: Readonly<Record<string, SafetensorsEntry>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The reference implementation's bound on the header, in bytes. */
const maxHeader = 100_000_000;

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
  const aligned = bytes.byteOffset % itemSize(dtype) === 0 ? bytes : bytes.slice();
  const data = new arrays[dtype](aligned.buffer as ArrayBuffer, aligned.byteOffset, size / itemSize(dtype));
  return { dtype, shape, data } as SafetensorsTensor;
}

/**
 * How many bytes to read, from the start of the file, before `readSafetensorsHeader` can be called.
 * @param bytes at least the first 8 bytes of the file
 * @param fileSize bytes in the whole file
 */
export function safetensorsHeaderSize(bytes: Uint8Array, fileSize: number): number {
  if (fileSize < 8 || bytes.length < 8)
    throw fail(`${Math.min(fileSize, bytes.length)} bytes. A file starts with an 8-byte header length. ${damaged}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = Number(view.getBigUint64(0, true));
  if (length > fileSize - 8)
    throw fail(`header of ${length} bytes in a file of ${fileSize}. The header must lie inside the file. ${damaged}`);
  if (length > maxHeader) throw fail(`header of ${length} bytes. At most ${maxHeader} are allowed. ${damaged}`);
  return 8 + length;
}

/**
 * Reads and checks the header alone: for files that are streamed or mapped.
 * @param bytes the start of the file, at least `safetensorsHeaderSize` bytes of it
 * @param fileSize bytes in the whole file, which the header must account for exactly
 * @throws FormatError when the file breaks a rule of the format.
 */
export function readSafetensorsHeader(bytes: Uint8Array, fileSize: number): SafetensorsHeader {
  const dataStart = safetensorsHeaderSize(bytes, fileSize);
  if (bytes.length < dataStart)
    throw fail(`${bytes.length} bytes of a header of ${dataStart}. Read the first ${dataStart} bytes of the file`);
  const json = parseHeader(bytes.subarray(8, dataStart));

  const tensors: Record<string, SafetensorsEntry> = Object.create(null);
  let metadata: Readonly<Record<string, string>> = Object.create(null);
  for (const [name, value] of Object.entries(json)) {
    if (name === "__metadata__") metadata = checkMetadata(value);
    else tensors[name] = checkEntry(name, value, dataStart, fileSize);
  }
  checkLayout(tensors, dataStart, fileSize);
  return { tensors, metadata };
}

const damaged = "The file is damaged or not safetensors: fetch it again";

function fail(message: string): FormatError {
  return new FormatError(`safetensors: ${message}.`);
}

function itemSize(dtype: SafetensorsDType): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

function isDType(value: unknown): value is SafetensorsDType {
  return typeof value === "string" && Object.hasOwn(arrays, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Bytes of a tensor, or NaN when a size is negative, broken, or the product is beyond exact integers. */
function sizeOf(dtype: SafetensorsDType, shape: readonly unknown[]): number {
  let size = itemSize(dtype);
  let empty = false;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || (length as number) < 0) return Number.NaN;
    if (length === 0) empty = true;
    else size *= length as number;
    if (size > Number.MAX_SAFE_INTEGER) return Number.NaN;
  }
  return empty ? 0 : size;
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

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let json: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    json = JSON.parse(text);
    refuseDuplicates(text);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw fail(`header is not JSON in UTF-8. ${damaged}`);
  }
  if (!isRecord(json)) throw fail(`header is not a JSON object. ${damaged}`);
  return json;
}

/** `JSON.parse` keeps the last of two equal keys in silence; two readers could then see different tensors. */
function refuseDuplicates(json: string): void {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    if (json[at] === "{") open.push(new Set());
    else if (json[at] === "}") open.pop();
    else if (json[at] === '"') {
      const start = at++;
      while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1; // `json` has been parsed: every string is closed
      let next = at + 1;
      while (" \n\r\t".includes(json[next]!)) next++;
      if (json[next] !== ":") continue;
      const name = JSON.parse(json.slice(start, at + 1)) as string;
      if (open.at(-1)!.has(name)) throw fail(`${quoted(name)} occurs twice. Names must be unique. ${damaged}`);
      open.at(-1)!.add(name);
    }
  }
}

function checkMetadata(value: unknown): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null);
  if (!isRecord(value)) throw fail(`__metadata__ is not a JSON object. ${damaged}`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string")
      throw fail(`metadata ${quoted(key)} is ${typeof text}. Metadata holds strings. ${damaged}`);
    metadata[key] = text;
  }
  return metadata;
}

function checkEntry(name: string, value: unknown, dataStart: number, fileSize: number): SafetensorsEntry {
  const tensor = `tensor ${quoted(name)}`;
  if (!isRecord(value)) throw fail(`${tensor} is not a JSON object. ${damaged}`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDType(dtype))
    throw fail(
      `${tensor} has dtype ${quoted(String(dtype))}. Onda reads ${Object.keys(arrays).join(", ")}. Convert it`,
    );
  if (!Array.isArray(shape)) throw fail(`${tensor} has no shape. A list of sizes is needed. ${damaged}`);
  const size = sizeOf(dtype, shape);
  if (Number.isNaN(size)) throw fail(`${tensor} has a size that is no count, or too many values. ${damaged}`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((at) => Number.isSafeInteger(at) && at >= 0))
    throw fail(`${tensor} has no data_offsets. Two byte positions are needed. ${damaged}`);
  const [begin, end] = offsets as [number, number];
  if (end - begin !== size)
    throw fail(`${tensor} has ${end - begin} bytes, but its shape and dtype need ${size}. ${damaged}`);
  if (dataStart + end > fileSize)
    throw fail(`${tensor} ends at byte ${dataStart + end} of a file of ${fileSize}. It was cut short: fetch it again`);
  return { dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

/** Tensors must cover the data exactly: no overlap (two names for one memory), no gap (hidden bytes), no rest. */
function checkLayout(tensors: Record<string, SafetensorsEntry>, dataStart: number, fileSize: number): void {
  let at = dataStart;
  for (const [name, { begin, end }] of Object.entries(tensors).sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin < at)
      throw fail(`tensor ${quoted(name)} overlaps the one before it. Tensors may not share bytes. ${damaged}`);
    if (begin > at) throw fail(`gap of ${begin - at} bytes before tensor ${quoted(name)}. None is allowed. ${damaged}`);
    at = end;
  }
  if (at !== fileSize) throw fail(`${fileSize - at} bytes after the last tensor. None are allowed. ${damaged}`);
}
