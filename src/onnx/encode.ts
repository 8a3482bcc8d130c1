/** An ONNX model as protobuf bytes (onnx.proto, field numbers in the comments). */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  type OnnxAttributeValue,
  OnnxError,
  type OnnxModel,
  type OnnxNode,
  type OnnxStored,
  type OnnxTensor,
  type OnnxValueInfo,
  onnxDataTypes,
} from "./model.ts";

type Write = (writer: BinaryWriter) => void;

/** The file's bytes. Throws an OnnxError above 2 GB, protobuf's limit. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const size = [...model.initializers.values()].reduce((n, t) => n + t.data.byteLength, 0);
  if (size > 2 ** 31 - 2 ** 20) {
    throw new OnnxError(`onnx: ${size} bytes of weights do not fit in one file of 2 GB. Pass weights as inputs.`);
  }
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(model.irVersion); // ModelProto.ir_version
  text(writer, 2, model.producer);
  message(writer, 7, (graph) => writeGraph(graph, model));
  for (const [domain, version] of Object.entries(model.opsets)) {
    message(writer, 8, (opset) => {
      text(opset, 1, domain);
      opset.tag(2, WireType.Varint).int64(version);
    });
  }
  for (const [key, value] of Object.entries(model.metadata)) {
    message(writer, 14, (entry) => {
      text(entry, 1, key);
      text(entry, 2, value);
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, model: OnnxModel): void {
  for (const node of model.nodes) message(writer, 1, (w) => writeNode(w, node));
  text(writer, 2, "onda");
  for (const [name, tensor] of model.initializers) message(writer, 5, (w) => writeTensor(w, name, tensor));
  for (const [name, stored] of model.stored ?? []) message(writer, 5, (w) => writeStored(w, name, stored));
  for (const info of model.inputs) message(writer, 11, (w) => writeValueInfo(w, info));
  for (const info of model.outputs) message(writer, 12, (w) => writeValueInfo(w, info));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(writer, 1, name);
  for (const name of node.outputs) text(writer, 2, name);
  text(writer, 3, node.name);
  text(writer, 4, node.opType);
  for (const [name, value] of Object.entries(node.attributes))
    message(writer, 5, (w) => writeAttribute(w, name, value));
  if (node.domain !== "") text(writer, 7, node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttributeValue): void {
  text(writer, 1, name);
  const type = (number: number) => writer.tag(20, WireType.Varint).int32(number);
  if (typeof value === "number") {
    writer.tag(3, WireType.Varint).int64(value);
    type(2);
  } else if (typeof value === "string") {
    text(writer, 4, value);
    type(3);
  } else if (Array.isArray(value)) {
    message(writer, 8, (w) => {
      for (const n of value) w.int64(n);
    });
    type(7);
  } else if ("float" in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    type(1);
  } else if ("floats" in value) {
    message(writer, 7, (w) => {
      for (const n of value.floats) w.float(n);
    });
    type(6);
  } else if ("tensor" in value) {
    message(writer, 5, (w) => writeTensor(w, "", value.tensor));
    type(4);
  } else {
    throw new OnnxError(
      `onnx: attribute ${name} holds ${(value as { opaque: string }).opaque}, which cannot be written.`,
    );
  }
}

function writeTensor(writer: BinaryWriter, name: string, { dtype, shape, data }: OnnxTensor): void {
  message(writer, 1, (w) => {
    for (const dim of shape) w.int64(dim);
  });
  writer.tag(2, WireType.Varint).int32(onnxDataTypes[dtype]);
  text(writer, 8, name);
  writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** TensorProto with data_location EXTERNAL. */
function writeStored(writer: BinaryWriter, name: string, { dtype, shape, file, offset, bytes }: OnnxStored): void {
  message(writer, 1, (w) => {
    for (const dim of shape) w.int64(dim);
  });
  writer.tag(2, WireType.Varint).int32(onnxDataTypes[dtype]);
  text(writer, 8, name);
  for (const [key, value] of Object.entries({ location: file, offset, length: bytes })) {
    message(writer, 13, (entry) => {
      text(entry, 1, key);
      text(entry, 2, String(value));
    });
  }
  writer.tag(14, WireType.Varint).int32(1);
}

function writeValueInfo(writer: BinaryWriter, { name, dtype, shape, sequence }: OnnxValueInfo): void {
  text(writer, 1, name);
  const writeType: Write = (type) =>
    message(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(onnxDataTypes[dtype]);
      message(tensor, 2, (dims) => {
        for (const dim of shape) {
          message(dims, 1, (w) => {
            if (typeof dim === "number") w.tag(1, WireType.Varint).int64(dim);
            else text(w, 2, dim);
          });
        }
      });
    });
  message(writer, 2, sequence ? (type) => message(type, 4, (list) => message(list, 1, writeType)) : writeType);
}

function message(writer: BinaryWriter, field: number, write: Write): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

const text = (writer: BinaryWriter, field: number, value: string): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).string(value);
