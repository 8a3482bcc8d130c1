/** What a TensorProto says of itself, its numbers left where they are. */
import { elementBits, elementTypeName } from "./element-types.ts";
import { OnnxError } from "./model.ts";
import { type ByteWindow, eachNumber, eachRange, type Field, isPart, type Range } from "./ranges.ts";

export interface TensorHead {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Bytes of the numbers in this file. */
  readonly bytes: number;
  /** Where its numbers lie, if not in this file. */
  readonly external?: ExternalPart;
}

/** A part of another file, which lies beside the model. */
export interface ExternalPart {
  readonly location: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Sizes of a tensor: more would be no model. */
const MOST_DIMS = 64;
/** Fields with numbers written one by one: [field, the least bits of a number]. */
const listed = new Map([4, 5, 6, 7, 10, 11].map((field) => [field, field === 4 ? 32 : field === 10 ? 64 : 8]));

/** Throws an OnnxError for a tensor whose shape claims more numbers than it can hold. */
export function readTensorHead(bytes: ByteWindow, range: Range): TensorHead {
  const shape: number[] = [];
  const entries = new Map<string, string>();
  let [name, type, raw, data, room, elsewhere] = ["", 0, -1, 0, 0, false];
  eachRange(bytes, range, (field) => {
    const length = field.to - field.from;
    if (field.field === 1) eachNumber(bytes, field, (n) => shape.push(checkRank(shape, n)));
    else if (field.field === 2) type = field.number;
    else if (field.field === 14) elsewhere = field.number === 1;
    else if (field.field === 8 && isPart(field)) name = bytes.text(field);
    else if (field.field === 9 && isPart(field)) raw = length;
    else if (field.field === 13 && isPart(field)) entries.set(...readEntry(bytes, field));
    else if (listed.has(field.field)) {
      data += length;
      room += isPart(field) && field.field !== 6 ? (8 * length) / listed.get(field.field)! : 1;
    }
  });
  const what = `tensor ${JSON.stringify(name.slice(0, 80))}`;
  const elements = shape.some((n) => n === 0) ? 0 : shape.reduce((n, size) => n * size, 1);
  const bits = elementBits(type);
  const claim = `onnx: ${what} is ${elementTypeName(type)} [${shape.join(", ")}]`;
  if (shape.some((n) => n < 0) || !Number.isSafeInteger(elements)) throw new OnnxError(`${claim}, which cannot be.`);
  const head = { name, type: elementTypeName(type), shape, elements };
  // A place that is named counts, whatever else is said: protobuf merges messages, so another part may say `elsewhere`.
  if (elsewhere || entries.has("location"))
    return { ...head, bytes: 0, external: externalPart(what, entries, Math.ceil((elements * bits) / 8)) };
  if (raw >= 0 && bits > 0 && raw !== Math.ceil((elements * bits) / 8)) {
    throw new OnnxError(`${claim} but holds ${raw} bytes.`);
  }
  // Two 4-bit numbers, and two halves of a complex one, share a place: never more than two.
  if (raw < 0 && elements > 2 * room) throw new OnnxError(`${claim} but holds at most ${Math.floor(room)} numbers.`);
  return { ...head, bytes: Math.max(raw, data) };
}

function checkRank(shape: readonly number[], size: number): number {
  if (shape.length >= MOST_DIMS) throw new OnnxError(`onnx: a tensor has more than ${MOST_DIMS} sizes.`);
  return size;
}

/** A StringStringEntryProto. */
export function readEntry(bytes: ByteWindow, range: Range): [key: string, text: string] {
  const entry: [string, string] = ["", ""];
  eachRange(bytes, range, (field: Field) => {
    if (isPart(field) && (field.field === 1 || field.field === 2)) entry[field.field - 1] = bytes.text(field);
  });
  return entry;
}

function externalPart(what: string, entries: ReadonlyMap<string, string>, needed: number): ExternalPart {
  const [location, offset, length] = [entries.get("location"), entries.get("offset"), entries.get("length")];
  const [from, bytes] = [Number(offset ?? 0), Number(length ?? needed)];
  if (!location) throw new OnnxError(`onnx: ${what} lies in another file, which is not named.`);
  if (![from, bytes].every((n) => Number.isSafeInteger(n) && n >= 0) || bytes !== needed) {
    throw new OnnxError(`onnx: ${what} needs ${needed} bytes of another file. It names ${length} from ${offset}.`);
  }
  return { location, offset: from, bytes };
}
