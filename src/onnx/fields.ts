/** Protobuf messages field by field, safe on hostile bytes: none reads past its own end, and nothing nests unasked. */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { OnnxError } from "./model.ts";

/** Reads one field, or returns false to have it skipped. */
export type ReadField = (field: number, wire: WireType, reader: BinaryReader) => boolean;

/** Walks the fields of one message. A message inside is read from its own bytes, so it cannot reach past them. */
export function eachField(bytes: Uint8Array, read: ReadField): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (read(field, wire, reader)) continue;
    if (wire === WireType.StartGroup || wire === WireType.EndGroup) {
      throw new OnnxError("onnx: the file uses protobuf groups, which ONNX has none of.");
    }
    reader.skip(wire, field);
  }
}

/** As `eachField`, for messages whose fields of interest all have a length: text and messages. */
export function eachPart(bytes: Uint8Array, read: (field: number, reader: BinaryReader) => boolean): void {
  eachField(bytes, (field, wire, reader) => wire === WireType.LengthDelimited && read(field, reader));
}

/** A repeated number, packed or one by one. Returns true: the field is read. */
export function repeated(
  reader: BinaryReader,
  wire: WireType,
  single: WireType,
  read: (reader: BinaryReader) => void,
): true {
  if (wire === single) {
    read(reader);
    return true;
  }
  if (wire !== WireType.LengthDelimited) throw new OnnxError("onnx: a repeated number has the wrong wire type.");
  const packed = new BinaryReader(reader.bytes());
  while (packed.pos < packed.len) read(packed);
  return true;
}

/** A 64-bit integer that a JavaScript number holds exactly. */
export function integer(reader: BinaryReader): number {
  const n = Number(reader.int64());
  if (!Number.isSafeInteger(n)) throw new OnnxError(`onnx: the integer ${n} is too large.`);
  return n;
}
