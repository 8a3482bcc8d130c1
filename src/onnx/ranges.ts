/**
 * Protobuf by place: messages are ranges of a file, read only where they are looked into. So a model of any size can be
 * described while its weights stay on the disk. Safe on hostile bytes: no range leaves the one that it lies in.
 */
import { WireType } from "@bufbuild/protobuf/wire";
import { OnnxError } from "./model.ts";

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A field of a message: what it holds lies in its range; a varint is also read. */
export interface Field extends Range {
  readonly field: number;
  readonly wire: WireType;
  /** The varint as a signed 64-bit integer, exact up to 2^53; 0 for other fields. */
  readonly number: number;
}

/** Bytes that are fetched together. */
const WINDOW = 1 << 16;
/** The longest text that is read: more than any name, and less than a memory. */
const MOST_TEXT = 1 << 24;

/** A file's bytes, a window of which is in memory. */
export class ByteWindow {
  private window: Uint8Array = new Uint8Array();
  private start = 0;
  /** Where `varint` reads next. */
  place = 0;

  /** `read` gives the bytes from one place to another, all of them. */
  constructor(
    readonly size: number,
    private readonly read: (from: number, to: number) => Uint8Array,
  ) {}

  static over(bytes: Uint8Array): ByteWindow {
    return new ByteWindow(bytes.length, (from, to) => bytes.subarray(from, to));
  }

  private at(place: number): number {
    const inside = this.window[place - this.start];
    if (inside !== undefined) return inside;
    this.window = this.read(place, Math.min(this.size, place + WINDOW));
    this.start = place;
    const first = this.window[0];
    if (first === undefined) throw damaged("it was cut short");
    return first;
  }

  /** A range's bytes. */
  bytes({ from, to }: Range): Uint8Array {
    const [a, b] = [from - this.start, to - this.start];
    return a >= 0 && b <= this.window.length ? this.window.subarray(a, b) : this.read(from, to);
  }

  text(range: Range): string {
    const length = range.to - range.from;
    if (length > MOST_TEXT) throw new OnnxError(`onnx: a text of ${length} bytes. At most ${MOST_TEXT} are read.`);
    return decoder.decode(this.bytes(range));
  }

  /** The varint at `place`, which moves behind it. It must end before `to`. */
  varint(to: number): number {
    let low = 0;
    let scale = 1;
    for (let i = 0; i < 7; i++) {
      if (this.place >= to) throw damaged("a number runs past the end of its message");
      const byte = this.at(this.place++);
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return low;
      scale *= 128;
    }
    return this.longVarint(to, BigInt(low));
  }

  private longVarint(to: number, low: bigint): number {
    let value = low;
    for (let shift = 49n; shift < 70n; shift += 7n) {
      if (this.place >= to) throw damaged("a number runs past the end of its message");
      const byte = this.at(this.place++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    throw damaged("a number has more than 64 bits");
  }
}

const decoder = new TextDecoder();
const damaged = (what: string): OnnxError => new OnnxError(`onnx: the file is damaged: ${what}.`);

/** Walks the fields of the message in a range. Fields that `read` does not care for cost nothing. */
export function eachRange(bytes: ByteWindow, { from, to }: Range, read: (field: Field) => void): void {
  let at = from;
  while (at < to) {
    bytes.place = at;
    const tag = bytes.varint(to);
    const wire = tag % 8;
    const field = (tag - wire) / 8;
    if (field < 1 || field > 0x1fff_ffff) throw damaged(`a field has the number ${field}`);
    const number = wire === WireType.Varint ? bytes.varint(to) : 0;
    const begin = wire === WireType.LengthDelimited ? begun(bytes, to) : { at: bytes.place, length: sizeOf(wire) };
    if (begin.at + begin.length > to) throw damaged(`field ${field} runs past the end of its message`);
    at = begin.at + begin.length;
    read({ field, wire, number, from: begin.at, to: at });
  }
}

function begun(bytes: ByteWindow, to: number): { at: number; length: number } {
  const length = bytes.varint(to);
  if (length < 0) throw damaged("a length is negative");
  return { at: bytes.place, length };
}

function sizeOf(wire: number): number {
  if (wire === WireType.Varint) return 0; // read already
  if (wire === WireType.Bit64) return 8;
  if (wire === WireType.Bit32) return 4;
  if (wire === WireType.StartGroup || wire === WireType.EndGroup) {
    throw new OnnxError("onnx: the file uses protobuf groups, which ONNX has none of.");
  }
  throw damaged(`wire type ${wire} does not exist`);
}

/** True for a field that holds bytes: a text or a message. */
export const isPart = ({ wire }: Field): boolean => wire === WireType.LengthDelimited;

/** The whole numbers of a repeated field, packed or one by one, handed over as they come. */
export function eachNumber(bytes: ByteWindow, field: Field, take: (n: number) => void): void {
  if (field.wire === WireType.Varint) {
    take(whole(field.number));
    return;
  }
  if (!isPart(field)) throw damaged("a repeated number has the wrong wire type");
  bytes.place = field.from;
  while (bytes.place < field.to) take(whole(bytes.varint(field.to)));
}

/** An integer that a JavaScript number holds exactly. */
export function whole(n: number): number {
  if (!Number.isSafeInteger(n)) throw new OnnxError(`onnx: the integer ${n} is too large.`);
  return n;
}
