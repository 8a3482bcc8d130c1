/** What a ValueInfoProto says of an input or an output: its name, its type in words, its sizes. */
import type { Dim, Shape } from "../graph/index.ts";
import { elementTypeName } from "./element-types.ts";
import { OnnxError } from "./model.ts";
import { type ByteWindow, eachRange, isPart, type Range, whole } from "./ranges.ts";

export interface OnnxPort {
  readonly name: string;
  /** A tensor's element type, such as `float32`; in words for another value: `sequence of float32`. */
  readonly type: string;
  /** Undefined where the file does not say, and for what is no tensor. Sizes left open are called `NAME[AXIS]`. */
  readonly shape?: Shape;
}

/** Types in types: more than anyone writes. */
const MOST_NESTED = 16;
const MOST_DIMS = 64;

export function readPort(bytes: ByteWindow, range: Range): OnnxPort {
  let name = "";
  let type: Range | undefined;
  eachRange(bytes, range, (field) => {
    if (!isPart(field)) return;
    if (field.field === 1) name = bytes.text(field);
    else if (field.field === 2) type = field;
  });
  return { name, ...(type === undefined ? { type: "unknown" } : readType(bytes, type, name)) };
}

/** A TypeProto: the last of its alternatives counts. */
function readType(bytes: ByteWindow, range: Range, name: string, depth = 0): Omit<OnnxPort, "name"> {
  if (depth > MOST_NESTED) throw new OnnxError(`onnx: a type is nested deeper than ${MOST_NESTED}.`);
  let found: Omit<OnnxPort, "name"> = { type: "unknown" };
  eachRange(bytes, range, (field) => {
    if (!isPart(field)) return;
    if (field.field === 1) found = readTensorType(bytes, field, name);
    else if (field.field === 8) found = { type: `sparse ${readTensorType(bytes, field, name).type}` };
    else if (field.field === 4) found = { type: `sequence of ${innerType(bytes, field, 1, name, depth)}` };
    else if (field.field === 5) found = { type: `map to ${innerType(bytes, field, 2, name, depth)}` };
    else if (field.field === 9) found = { type: `optional ${innerType(bytes, field, 1, name, depth)}` };
  });
  return found;
}

function innerType(bytes: ByteWindow, range: Range, wanted: number, name: string, depth: number): string {
  let type = "unknown";
  eachRange(bytes, range, (field) => {
    if (isPart(field) && field.field === wanted) type = readType(bytes, field, name, depth + 1).type;
  });
  return type;
}

function readTensorType(bytes: ByteWindow, range: Range, name: string): Omit<OnnxPort, "name"> {
  let type = 0;
  let shape: Dim[] | undefined;
  eachRange(bytes, range, (field) => {
    if (field.field === 1) type = field.number;
    else if (field.field === 2 && isPart(field)) shape = readShape(bytes, field, name);
  });
  return { type: elementTypeName(type), ...(shape === undefined ? {} : { shape }) };
}

function readShape(bytes: ByteWindow, range: Range, name: string): Dim[] {
  const shape: Dim[] = [];
  eachRange(bytes, range, (field) => {
    if (field.field !== 1 || !isPart(field)) return;
    if (shape.length >= MOST_DIMS) throw new OnnxError(`onnx: a value has more than ${MOST_DIMS} sizes.`);
    shape.push(readDim(bytes, field) ?? `${name}[${shape.length}]`);
  });
  return shape;
}

/** A size or its name; undefined where it is left open, which some write as -1 or as an empty name. */
function readDim(bytes: ByteWindow, range: Range): Dim | undefined {
  let dim: Dim | undefined;
  eachRange(bytes, range, (field) => {
    if (field.field === 1) dim = field.number < 0 ? undefined : whole(field.number);
    else if (field.field === 2 && isPart(field)) dim = bytes.text(field) || undefined;
  });
  return dim;
}
