/** What an ONNX file is: its border, its operators, its weights, without loading any. Files may be hostile. */

import { type OnnxPort, readPort } from "./describe-port.ts";
import { type ExternalPart, readEntry, readTensorHead } from "./describe-tensor.ts";
import { OnnxError } from "./model.ts";
import { ByteWindow, eachRange, type Field, isPart, type Range, whole } from "./ranges.ts";

export interface OnnxDescription {
  readonly irVersion: number;
  /** Name and version of the program that wrote it. */
  readonly producer: string;
  /** Operator set versions by domain; "" is the standard `ai.onnx`. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** What must be given. */
  readonly inputs: readonly OnnxPort[];
  /** Inputs that the file holds values for. ONNX Runtime for Node takes no others, so they are not to be given. */
  readonly defaults: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  /** How often each operator stands in the file, `DOMAIN.NAME` outside of the standard domain; subgraphs count too. */
  readonly operators: ReadonlyMap<string, number>;
  /** Graphs inside of nodes: branches and loop bodies. */
  readonly subgraphs: number;
  /** Operators that the file itself defines. */
  readonly functions: readonly string[];
  /** Numbers in weights and other constants by element type. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Their bytes, in this file and in others. */
  readonly weightBytes: number;
  readonly external: readonly ExternalPart[];
}

/** Graphs in graphs: protobuf itself stops at about this depth. */
const MOST_NESTED = 32;

interface Draft {
  irVersion: number;
  producer: [name: string, version: string];
  readonly opsets: Map<string, number>;
  readonly metadata: Map<string, string>;
  readonly inputs: OnnxPort[];
  readonly outputs: OnnxPort[];
  readonly initializers: Set<string>;
  readonly operators: Map<string, number>;
  readonly functions: string[];
  readonly numbers: Map<string, number>;
  readonly external: ExternalPart[];
  subgraphs: number;
  bytes: number;
  graphs: number;
}

/**
 * Describes an ONNX file. Every message is walked, subgraphs and functions too, and every tensor's shape is held against
 * the bytes that it has; the numbers themselves are not read.
 * Throws an OnnxError, and nothing else, for bytes that are no such file.
 */
export function describeOnnx(file: ByteWindow | Uint8Array): OnnxDescription {
  const bytes = file instanceof ByteWindow ? file : ByteWindow.over(file);
  const draft = readModel(bytes);
  if (draft.graphs === 0) throw new OnnxError("onnx: the file holds no graph. It is no ONNX model.");
  const { initializers } = draft;
  return {
    irVersion: draft.irVersion,
    producer: draft.producer.join(" ").trim(),
    opsets: Object.fromEntries(draft.opsets),
    metadata: Object.fromEntries(draft.metadata),
    inputs: draft.inputs.filter(({ name }) => !initializers.has(name)),
    defaults: draft.inputs.filter(({ name }) => initializers.has(name)),
    outputs: draft.outputs,
    operators: new Map([...draft.operators].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))),
    subgraphs: draft.subgraphs,
    functions: draft.functions,
    numbers: draft.numbers,
    weightBytes: draft.bytes,
    external: draft.external,
  };
}

function readModel(bytes: ByteWindow): Draft {
  const draft: Draft = {
    ...{ irVersion: 0, producer: ["", ""], opsets: new Map(), metadata: new Map(), inputs: [], outputs: [] },
    ...{ initializers: new Set(), operators: new Map(), functions: [], numbers: new Map(), external: [] },
    ...{ subgraphs: 0, bytes: 0, graphs: 0 },
  };
  eachRange(bytes, { from: 0, to: bytes.size }, (field) => {
    if (field.field === 1) draft.irVersion = whole(field.number);
    if (!isPart(field)) return;
    if (field.field === 2 || field.field === 3) draft.producer[field.field - 2] = bytes.text(field);
    else if (field.field === 7) {
      draft.graphs++;
      readGraph(bytes, field, draft, 0);
    } else if (field.field === 8) draft.opsets.set(...readOpset(bytes, field));
    else if (field.field === 14) draft.metadata.set(...readEntry(bytes, field));
    else if (field.field === 25) readFunction(bytes, field, draft);
  });
  return draft;
}

/** A GraphProto: its border is kept of the outermost alone. */
function readGraph(bytes: ByteWindow, range: Range, draft: Draft, depth: number): void {
  if (depth > MOST_NESTED) throw new OnnxError(`onnx: graphs are nested deeper than ${MOST_NESTED}.`);
  eachRange(bytes, range, (field) => {
    if (!isPart(field)) return;
    if (field.field === 1) readNode(bytes, field, draft, depth);
    else if (field.field === 5) {
      const name = readTensor(bytes, field, draft);
      if (depth === 0) draft.initializers.add(name);
    } else if (field.field === 15) readSparse(bytes, field, draft);
    else if (depth > 0) return;
    else if (field.field === 11) draft.inputs.push(readPort(bytes, field));
    else if (field.field === 12) draft.outputs.push(readPort(bytes, field));
  });
}

function readNode(bytes: ByteWindow, range: Range, draft: Draft, depth: number): void {
  let [operator, domain] = ["", ""];
  eachRange(bytes, range, (field) => {
    if (!isPart(field)) return;
    if (field.field === 4) operator = bytes.text(field);
    else if (field.field === 7) domain = bytes.text(field);
    else if (field.field === 5) readAttribute(bytes, field, draft, depth);
  });
  const name = domain === "" || domain === "ai.onnx" ? operator : `${domain}.${operator}`;
  draft.operators.set(name, (draft.operators.get(name) ?? 0) + 1);
}

/** An AttributeProto: graphs and tensors are looked into, other values are nobody's question. */
function readAttribute(bytes: ByteWindow, range: Range, draft: Draft, depth: number): void {
  eachRange(bytes, range, (field) => {
    if (!isPart(field)) return;
    if (field.field === 5 || field.field === 10) readTensor(bytes, field, draft);
    else if (field.field === 22 || field.field === 23) readSparse(bytes, field, draft);
    else if (field.field === 6 || field.field === 11) {
      draft.subgraphs++;
      readGraph(bytes, field, draft, depth + 1);
    }
  });
}

function readTensor(bytes: ByteWindow, range: Range, draft: Draft): string {
  const tensor = readTensorHead(bytes, range);
  draft.numbers.set(tensor.type, (draft.numbers.get(tensor.type) ?? 0) + tensor.elements);
  draft.bytes += tensor.bytes + (tensor.external?.bytes ?? 0);
  if (tensor.external !== undefined) draft.external.push(tensor.external);
  return tensor.name;
}

/** A SparseTensorProto: values and their places. */
function readSparse(bytes: ByteWindow, range: Range, draft: Draft): void {
  eachRange(bytes, range, (field) => {
    if (isPart(field) && (field.field === 1 || field.field === 2)) readTensor(bytes, field, draft);
  });
}

/** A FunctionProto: an operator of the file's own. */
function readFunction(bytes: ByteWindow, range: Range, draft: Draft): void {
  eachRange(bytes, range, (field: Field) => {
    if (!isPart(field)) return;
    if (field.field === 1) draft.functions.push(bytes.text(field));
    else if (field.field === 7) readNode(bytes, field, draft, 1);
    else if (field.field === 11) readAttribute(bytes, field, draft, 1);
  });
}

/** An OperatorSetIdProto. */
function readOpset(bytes: ByteWindow, range: Range): [domain: string, version: number] {
  let [domain, version] = ["", 0];
  eachRange(bytes, range, (field) => {
    if (field.field === 1 && isPart(field)) domain = bytes.text(field);
    else if (field.field === 2) version = whole(field.number);
  });
  return [domain, version];
}
