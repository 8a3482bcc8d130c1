// Files that are wrong in every way that mutation finds: an OnnxError or a result, in bounded time and memory.
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { f32, matmul, relu, trace } from "../graph/index.ts";
import { decodeOnnx } from "./decode.ts";
import { describeOnnx } from "./describe.ts";
import { encodeOnnx } from "./encode.ts";
import { foreignModel } from "./foreign.testing.ts";
import { lower } from "./lower.ts";
import { OnnxError } from "./model.ts";

const FILES = 100_000;
/** Seconds of the processor, not of the clock: a bound against what runs away, not a promise of speed. */
const MOST_SECONDS = 40;
const MOST_MEGABYTES = 200;

const own = trace({ x: f32("n", 2), w: f32(2, 3) }, ({ x, w }) => ({ y: relu(matmul(x, w)) }));
const seeds = [
  encodeOnnx(lower(own, "portable", { metadata: { licence: "CC0" } })),
  encodeOnnx(lower(own, "native")),
  foreignModel(),
];

/** Mulberry32: a stream of 32-bit integers by seed. */
function stream(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const extremes = [
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x10],
  [0x00],
  [0x7f],
].map((bytes) => Uint8Array.from(bytes));

type Bytes = Uint8Array<ArrayBuffer>;
function joined(...parts: Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** One change: a bit, a byte, an end, a part of another file, or a number beyond all bounds. */
function mutate(bytes: Bytes, next: (below: number) => number): Bytes {
  if (bytes.length === 0) return bytes;
  const at = next(bytes.length);
  const kind = next(6);
  if (kind === 0) bytes[at]! ^= 1 << next(8);
  else if (kind === 1) bytes[at] = next(256);
  else if (kind === 2) return bytes.slice(0, at);
  else if (kind === 3) {
    const other = seeds[next(seeds.length)]!;
    const from = next(other.length);
    return joined(bytes.subarray(0, at), other.subarray(from, from + next(64)), bytes.subarray(at + next(8)));
  } else if (kind === 4) {
    const extreme = extremes[next(extremes.length)]!;
    return joined(bytes.subarray(0, at), extreme, bytes.subarray(at + next(3)));
  } else return joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + next(16))));
  return bytes;
}

/** True for a result, false for an OnnxError; anything else is thrown, with the file that brought it. */
function reads(read: (bytes: Bytes) => unknown, bytes: Bytes): boolean {
  try {
    read(bytes);
    return true;
  } catch (error) {
    if (error instanceof OnnxError) return false;
    throw new Error(`${read.name}: ${Buffer.from(bytes).toString("base64")}`, { cause: error });
  }
}

const cpuSeconds = () => Object.values(process.cpuUsage()).reduce((a, b) => a + b) / 1e6;
const megabytes = () => process.memoryUsage().rss / 2 ** 20;

it(`${FILES} mutated files give a result or an OnnxError, decoded and described`, { timeout: 900_000 }, () => {
  const next = stream(1);
  const read = { decoded: 0, described: 0 };
  const [begun, before] = [cpuSeconds(), megabytes()];
  let most = before;
  for (let i = 0; i < FILES; i++) {
    let bytes: Bytes = seeds[i % seeds.length]!.slice() as Bytes;
    for (let changes = 1 + next(3); changes > 0; changes--) bytes = mutate(bytes, next);
    if (reads(decodeOnnx, bytes)) read.decoded++;
    if (reads(describeOnnx, bytes)) read.described++;
    if (i % 1000 === 0) most = Math.max(most, megabytes());
  }
  expect(cpuSeconds() - begun).toBeLessThan(MOST_SECONDS);
  expect(most - before).toBeLessThan(MOST_MEGABYTES);
  for (const count of Object.values(read)) {
    expect(count).toBeGreaterThan(FILES / 50); // both outcomes are frequent, or the mutations say nothing
    expect(count).toBeLessThan(FILES * 0.9);
  }
});

describe("files made to hurt", () => {
  const refused = (bytes: Uint8Array<ArrayBuffer>, message: RegExp) => {
    for (const read of [decodeOnnx, describeOnnx]) {
      expect(() => read(bytes)).toThrow(OnnxError);
    }
    expect(() => describeOnnx(bytes)).toThrow(message);
  };
  const inGraph = (field: number, write: (w: BinaryWriter) => void) => {
    const writer = new BinaryWriter()
      .tag(7, WireType.LengthDelimited)
      .fork()
      .tag(field, WireType.LengthDelimited)
      .fork();
    write(writer);
    return writer.join().join().finish() as Bytes;
  };

  it("a graph in a graph, 1000 deep", () => {
    let graph: Uint8Array = new Uint8Array();
    const wrap = (field: number, inner: Uint8Array) =>
      new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(inner).finish();
    for (let depth = 0; depth < 1000; depth++) graph = wrap(1, wrap(5, wrap(6, graph)));
    expect(() => describeOnnx(wrap(7, graph) as Bytes)).toThrow("onnx: graphs are nested deeper than 32.");
    expect(decodeOnnx(wrap(7, graph)).nodes).toHaveLength(1); // it looks into no graph but the first
  });
  it("a type in a type, 1000 deep", () => {
    let type: Uint8Array = new Uint8Array();
    const wrap = (field: number, inner: Uint8Array) =>
      new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(inner).finish();
    for (let depth = 0; depth < 1000; depth++) type = wrap(4, wrap(1, type));
    refused(
      inGraph(11, (w) => w.tag(2, WireType.LengthDelimited).bytes(type)),
      /a type is nested deeper than 16/,
    );
  });
  it("sizes beyond all numbers, and weights that are not there", () => {
    const tensor = (sizes: (number | string)[], bytes: number) =>
      inGraph(5, (w) => {
        for (const size of sizes) w.tag(1, WireType.Varint).int64(size);
        w.tag(2, WireType.Varint).int32(1).tag(9, WireType.LengthDelimited).bytes(new Uint8Array(bytes));
      });
    refused(tensor([2 ** 40, 2 ** 40], 8), /float32 \[1099511627776, 1099511627776\], which cannot be/);
    refused(tensor([2 ** 40], 8), /float32 \[1099511627776\] but holds 8 bytes/);
    refused(tensor([-4], 8), /float32 \[-4\], which cannot be/);
    refused(tensor(["9223372036854775807"], 8), /the integer 9223372036854776000 is too large/);
  });
  it("lengths past the end", () => {
    for (const extreme of extremes.slice(0, 6)) {
      refused(Uint8Array.of(0x3a, ...extreme, 1, 2, 3), /^onnx: the file is damaged/);
    }
  });
});
