// The safetensors header: what a file claims, checked against its size before any memory is taken.

import { FormatError, quoted } from "./errors.ts";

/** The array of each dtype, by the name the file uses. */
export const arrays = {
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
export const maxHeader = 100_000_000;

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

export function fail(message: string): FormatError {
  return new FormatError(`safetensors: ${message}.`);
}

export function itemSize(dtype: SafetensorsDType): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

export function isDType(value: unknown): value is SafetensorsDType {
  return typeof value === "string" && Object.hasOwn(arrays, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Bytes of a tensor, or NaN when a size is negative, broken, or the product is beyond exact integers. */
export function sizeOf(dtype: SafetensorsDType, shape: readonly unknown[]): number {
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
