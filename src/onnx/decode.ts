/** ONNX bytes → plain data (onnx.proto). Files may be hostile: nothing but an OnnxError comes out of them. */
import { WireType } from "@bufbuild/protobuf/wire";
import type { Dim } from "../graph/index.ts";
import { dtypeOf, readTensor } from "./decode-tensor.ts";
import { eachField, eachPart, integer, repeated } from "./fields.ts";
import {
  type OnnxAttributeValue,
  OnnxError,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from "./model.ts";

/**
 * Reads an ONNX file. Unknown fields are skipped, attributes that Onda does not write (graphs, lists of text)
 * are kept by name as `opaque`; weights in other files and element types that Onda does not know are refused.
 * The bytes are not kept. Throws an OnnxError, and nothing else, for bytes that are not such a file.
 */
export function decodeOnnx(bytes: Uint8Array): OnnxModel {
  try {
    return readModel(bytes);
  } catch (error) {
    if (error instanceof OnnxError) throw error;
    throw new OnnxError(`onnx: the file is damaged: ${(error as Error).message}.`, { cause: error });
  }
}

function readModel(bytes: Uint8Array): OnnxModel {
  const head = { irVersion: 0, producer: "" };
  const opsets: [string, number][] = [];
  const metadata: [string, string][] = [];
  let graph: Uint8Array | undefined;
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && wire === WireType.Varint) head.irVersion = integer(reader);
    else if (wire !== WireType.LengthDelimited) return false;
    else if (field === 2) head.producer = reader.string();
    else if (field === 7) graph = reader.bytes();
    else if (field === 8) opsets.push(readOpset(reader.bytes()));
    else if (field === 14) metadata.push(readEntry(reader.bytes()));
    else return false;
    return true;
  });
  if (graph === undefined) throw new OnnxError("onnx: the file holds no graph. It is no ONNX model.");
  return { ...head, opsets: Object.fromEntries(opsets), metadata: Object.fromEntries(metadata), ...readGraph(graph) };
}

function readGraph(bytes: Uint8Array): Pick<OnnxModel, "nodes" | "initializers" | "inputs" | "outputs"> {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  eachPart(bytes, (field, reader) => {
    if (field === 1) nodes.push(readNode(reader.bytes()));
    else if (field === 5) initializers.set(...readTensor(reader.bytes()));
    else if (field === 11) inputs.push(readValueInfo(reader.bytes()));
    else if (field === 12) outputs.push(readValueInfo(reader.bytes()));
    else return false;
    return true;
  });
  return { nodes, initializers, inputs, outputs };
}

function readNode(bytes: Uint8Array): OnnxNode {
  const node = { name: "", opType: "", domain: "" };
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: [string, OnnxAttributeValue][] = [];
  eachPart(bytes, (field, reader) => {
    if (field === 1) inputs.push(reader.string());
    else if (field === 2) outputs.push(reader.string());
    else if (field === 3) node.name = reader.string();
    else if (field === 4) node.opType = reader.string();
    else if (field === 5) attributes.push(readAttribute(reader.bytes()));
    else if (field === 7) node.domain = reader.string();
    else return false;
    return true;
  });
  return { ...node, inputs, outputs, attributes: Object.fromEntries(attributes) };
}

/** AttributeProto.AttributeType. */
const kinds = ["undefined", "float", "int", "string", "tensor", "graph", "floats", "ints", "strings"] as const;

function readAttribute(bytes: Uint8Array): [name: string, value: OnnxAttributeValue] {
  const read = { name: "", type: 0, float: 0, int: 0, string: "" };
  const floats: number[] = [];
  const ints: number[] = [];
  let tensor: Uint8Array | undefined;
  eachField(bytes, (field, wire, reader) => {
    if (field === 7) return repeated(reader, wire, WireType.Bit32, (r) => floats.push(r.float()));
    if (field === 8) return repeated(reader, wire, WireType.Varint, (r) => ints.push(integer(r)));
    if (field === 1 && wire === WireType.LengthDelimited) read.name = reader.string();
    else if (field === 2 && wire === WireType.Bit32) read.float = reader.float();
    else if (field === 3 && wire === WireType.Varint) read.int = integer(reader);
    else if (field === 4 && wire === WireType.LengthDelimited) read.string = reader.string();
    else if (field === 5 && wire === WireType.LengthDelimited) tensor = reader.bytes();
    else if (field === 20 && wire === WireType.Varint) read.type = reader.int32();
    else return false;
    return true;
  });
  const kind = kinds[read.type] ?? `type ${read.type}`;
  if (kind === "float") return [read.name, { float: read.float }];
  if (kind === "int" || kind === "string") return [read.name, read[kind]];
  if (kind === "floats") return [read.name, { floats }];
  if (kind === "ints") return [read.name, ints];
  if (kind === "tensor" && tensor !== undefined) return [read.name, { tensor: readTensor(tensor)[1] }];
  return [read.name, { opaque: kind }];
}

function readValueInfo(bytes: Uint8Array): OnnxValueInfo {
  let name = "";
  let type: Uint8Array = new Uint8Array();
  eachPart(bytes, (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) type = reader.bytes();
    else return false;
    return true;
  });
  let tensorType: Uint8Array | undefined;
  eachPart(type, (field, reader) => {
    if (field !== 1) return false;
    tensorType = reader.bytes();
    return true;
  });
  if (tensorType === undefined) throw new OnnxError(`onnx: value ${JSON.stringify(name)} is no tensor.`);
  return { name, ...readTensorType(tensorType, name) };
}

function readTensorType(bytes: Uint8Array, name: string): Pick<OnnxValueInfo, "dtype" | "shape"> {
  let elementType = 0;
  const shape: Dim[] = [];
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && wire === WireType.Varint) elementType = reader.int32();
    else if (field === 2 && wire === WireType.LengthDelimited) {
      eachPart(reader.bytes(), (inner, dims) => {
        if (inner !== 1) return false;
        shape.push(readDim(dims.bytes()) ?? `${name}[${shape.length}]`);
        return true;
      });
    } else return false;
    return true;
  });
  return { dtype: dtypeOf(elementType, `value ${JSON.stringify(name)}`), shape };
}

/** A size, its name, or nothing where the file leaves it open. */
function readDim(bytes: Uint8Array): Dim | undefined {
  let dim: Dim | undefined;
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && wire === WireType.Varint) dim = integer(reader);
    else if (field === 2 && wire === WireType.LengthDelimited) dim = reader.string();
    else return false;
    return true;
  });
  return dim;
}

function readOpset(bytes: Uint8Array): [domain: string, version: number] {
  let domain = "";
  let version = 0;
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && wire === WireType.LengthDelimited) domain = reader.string();
    else if (field === 2 && wire === WireType.Varint) version = integer(reader);
    else return false;
    return true;
  });
  return [domain, version];
}

function readEntry(bytes: Uint8Array): [key: string, text: string] {
  const entry: [string, string] = ["", ""];
  eachPart(bytes, (field, reader) => {
    if (field !== 1 && field !== 2) return false;
    entry[field - 1] = reader.string();
    return true;
  });
  return entry;
}
