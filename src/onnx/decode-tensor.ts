/** TensorProto bytes → a typed array, however the numbers were written. */
import { WireType } from "@bufbuild/protobuf/wire";
import { arrayTypeOf, bytesPerElement, type DType, type TypedArray } from "../graph/index.ts";
import { eachField, integer, repeated } from "./fields.ts";
import { OnnxError, type OnnxTensor, onnxDataTypes } from "./model.ts";

const dtypes = new Map(Object.entries(onnxDataTypes).map(([dtype, n]): [number, DType] => [n, dtype as DType]));

/** The dtype of ONNX's number for it. Throws an OnnxError for one that Onda does not know. */
export function dtypeOf(type: number, what: string): DType {
  const dtype = dtypes.get(type);
  if (dtype === undefined) throw new OnnxError(`onnx: ${what} has element type ${type}, which Onda does not read.`);
  return dtype;
}

interface Raw {
  name: string;
  type: number;
  readonly shape: number[];
  /** Numbers written one by one, in the field that fits the type. */
  readonly numbers: (number | bigint)[];
  bytes?: Uint8Array;
  external: boolean;
}

/** Reads a tensor (field numbers of onnx.proto). Memory is taken for numbers that are there, not for claimed shapes. */
export function readTensor(bytes: Uint8Array): [name: string, tensor: OnnxTensor] {
  const raw = readFields(bytes);
  const what = `tensor ${JSON.stringify(raw.name)}`;
  if (raw.external) throw new OnnxError(`onnx: ${what} lies in another file. Save the model as one file.`);
  const dtype = dtypeOf(raw.type, what);
  const size = raw.bytes === undefined ? raw.numbers.length : raw.bytes.byteLength / bytesPerElement(dtype);
  const wanted = raw.shape.reduce((n, dim) => n * dim, 1);
  if (raw.shape.some((dim) => dim < 0) || size !== wanted) {
    throw new OnnxError(`onnx: ${what} is ${dtype} [${raw.shape.join(", ")}] but holds ${size} numbers.`);
  }
  const data = raw.bytes === undefined ? fromNumbers(dtype, raw.numbers) : fromBytes(dtype, raw.bytes);
  return [raw.name, { dtype, shape: raw.shape, data }];
}

function readFields(bytes: Uint8Array): Raw {
  const raw: Raw = { name: "", type: 0, shape: [], numbers: [], external: false };
  eachField(bytes, (field, wire, reader) => {
    if (field === 1) return repeated(reader, wire, WireType.Varint, (r) => raw.shape.push(integer(r)));
    if (field === 4) return repeated(reader, wire, WireType.Bit32, (r) => raw.numbers.push(r.float()));
    if (field === 5) return repeated(reader, wire, WireType.Varint, (r) => raw.numbers.push(r.int32()));
    if (field === 7) return repeated(reader, wire, WireType.Varint, (r) => raw.numbers.push(BigInt(r.int64())));
    if (field === 10) return repeated(reader, wire, WireType.Bit64, (r) => raw.numbers.push(r.double()));
    if (field === 2 && wire === WireType.Varint) raw.type = reader.int32();
    else if (field === 8 && wire === WireType.LengthDelimited) raw.name = reader.string();
    else if (field === 9 && wire === WireType.LengthDelimited) raw.bytes = reader.bytes();
    else if (field === 14 && wire === WireType.Varint) raw.external = reader.int32() === 1;
    else return false;
    return true;
  });
  return raw;
}

function fromNumbers(dtype: DType, numbers: readonly (number | bigint)[]): TypedArray {
  if (dtype === "int64") return BigInt64Array.from(numbers, BigInt);
  return (arrayTypeOf(dtype) as Float64ArrayConstructor).from(numbers, Number);
}

/** A copy, since the bytes may begin at an address that the typed array cannot. Little-endian, as every machine here. */
function fromBytes(dtype: DType, bytes: Uint8Array): TypedArray {
  const copy = new Uint8Array(bytes); // not slice: a Buffer's is no copy
  return new (arrayTypeOf(dtype))(copy.buffer, 0, copy.byteLength / bytesPerElement(dtype));
}
