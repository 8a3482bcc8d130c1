// 100,000 damaged files for each header reader: either an error that says so, or a header that keeps inside the file.

import { describe, expect, it } from "vitest";
import { FormatError } from "./errors.ts";
import { goldenFile } from "./gguf/golden.testing.ts";
import {
  type GgufHeader,
  type GgufInput,
  type GgufValue,
  ggufByteSize,
  parseGgufHeader,
  quantizeGguf,
  writeGguf,
} from "./gguf/index.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { readSafetensorsHeader } from "./safetensors-header.ts";

const timeout = 60_000; // seconds of work, on a machine that may be busy

describe("the GGUF header", () => {
  const values: [string, GgufValue][] = [
    ["general.alignment", { type: "uint32", value: 32 }],
    ["tokens", { type: "array", of: "string", value: ["a", "bc", "é"] }],
    ["scores", { type: "array", of: "float32", value: Float32Array.of(1, 2, 3) }],
    ["split.no", { type: "uint16", value: 0 }],
  ];
  const data = quantizeGguf("Q4_0", new Float32Array(64));
  const inputs: [string, GgufInput][] = [
    ["w", { type: "Q4_0", shape: [2, 32], data }],
    ["b", { type: "Q4_0", shape: [32], data: data.subarray(0, 18) }],
  ];
  const small = new Uint8Array(Buffer.concat([...writeGguf(new Map(values), new Map(inputs))]));
  const extremes = [
    0n,
    1n,
    2n,
    31n,
    33n,
    2n ** 31n,
    2n ** 32n - 1n,
    2n ** 53n,
    2n ** 63n,
    2n ** 64n - 1n,
    -32n,
    9n,
    12n,
  ];
  const tokens = extremes.flatMap((value) => {
    const long = new Uint8Array(BigInt64Array.of(BigInt.asIntN(64, value)).buffer);
    return [long, long.slice(0, 4)];
  });

  /** Whole, and as if only the first half were at hand. */
  function read(bytes: Uint8Array): void {
    const half = bytes.length >> 1;
    const needed = parseGgufHeader(bytes.subarray(0, half), bytes.length);
    if (typeof needed === "number" && !(needed > half && needed <= bytes.length))
      throw new Error(`${needed} bytes were asked for, ${half} of ${bytes.length} were at hand`);
    const header = parseGgufHeader(bytes, bytes.length);
    if (typeof header === "number") throw new Error("more bytes were asked for than the file has");
    checkGguf(header, bytes.length);
  }

  it("of a small file", { timeout }, () => {
    const { valid, refused } = fuzz(small, tokens, 90_000, read);
    expect(valid).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(10_000);
  });

  it("with every type of value and tensor", { timeout }, () => {
    const { valid, refused } = fuzz(goldenFile, tokens, 10_000, read);
    expect(valid).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(1000);
  });
});

describe("the safetensors header", () => {
  const good = encodeSafetensors(
    {
      "layer.0.weight": { dtype: "F32", shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) },
      "layer.0.bias": { dtype: "F16", shape: [3], data: Uint16Array.of(1, 2, 3) },
      step: { dtype: "I64", shape: [], data: BigInt64Array.of(7n) },
    },
    { config: '{"width":3}' },
  );
  const texts = [
    ...'0123456789{}[]",:-e\\ \n',
    "9007199254740993",
    "-1",
    "1e400",
    "null",
    '"F32"',
    '"a":',
    "[0,4]",
    "[],",
  ];
  const tokens = texts.map((token) => new TextEncoder().encode(token));

  it("of three tensors", { timeout }, () => {
    const { valid, refused } = fuzz(good, tokens, 100_000, (bytes) => {
      const { tensors } = readSafetensorsHeader(bytes, bytes.length);
      let at = 0;
      for (const { begin, end } of Object.values(tensors).sort((a, b) => a.begin - b.begin || a.end - b.end)) {
        if (!(begin >= at && begin <= end && end <= bytes.length)) throw new Error(`tensor from ${begin} to ${end}`);
        at = end;
      }
    });
    expect(valid).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(10_000);
  });
});

/** Every tensor in its place, and no more values than the file has bytes for. */
function checkGguf({ metadata, tensors, alignment, dataStart }: GgufHeader, fileSize: number): void {
  let at = dataStart;
  for (const { type, shape, begin, end } of tensors.values()) {
    const sound = begin >= at && end <= fileSize && end - begin === ggufByteSize(type, shape);
    if (!sound || (begin - dataStart) % alignment !== 0) throw new Error(`tensor from ${begin} to ${end}`);
    at = end;
  }
  let bytes = 0;
  for (const value of metadata.values()) if (value.type === "array") bytes += value.value.length;
  if (bytes > fileSize) throw new Error(`${bytes} values`);
}

/** Reads damaged copies of a good file; whatever is thrown must be a FormatError. */
function fuzz(good: Uint8Array, tokens: readonly Uint8Array[], count: number, read: (bytes: Uint8Array) => void) {
  const random = numbers(20261124);
  const traces = Error.stackTraceLimit;
  Error.stackTraceLimit = 0; // most of the time would go into traces that nobody reads
  let valid = 0;
  try {
    for (let i = 0; i < count; i++) {
      const bytes = damage(good, tokens, random);
      try {
        read(bytes);
        valid++;
      } catch (error) {
        if (error instanceof FormatError) continue;
        throw new Error(`file ${i}, ${Buffer.from(bytes).toString("base64")}: ${error}`);
      }
    }
  } finally {
    Error.stackTraceLimit = traces;
  }
  return { valid, refused: count - valid };
}

/** One to three changes: a flipped bit, another byte, a token over or between, a piece moved or left out, an early end. */
function damage(good: Uint8Array, tokens: readonly Uint8Array[], random: (below: number) => number): Uint8Array {
  let bytes = new Uint8Array(good);
  for (let changes = 1 + random(3); changes > 0 && bytes.length > 0; changes--) {
    const at = random(bytes.length);
    const token = tokens[random(tokens.length)]!;
    const piece = bytes.slice(at, at + random(40));
    const to = random(bytes.length);
    const kind = random(16);
    if (kind < 4) bytes[at]! ^= 1 << random(8);
    else if (kind < 6) bytes[at] = random(256);
    else if (kind < 11) bytes.set(token.subarray(0, bytes.length - at), at);
    else if (kind < 12) bytes = splice(bytes, at, 0, token);
    else if (kind < 13) bytes.set(piece.subarray(0, bytes.length - to), to);
    else if (kind < 14) bytes = splice(bytes, to, 0, piece);
    else if (kind < 15) bytes = splice(bytes, at, piece.length, new Uint8Array(0));
    else bytes = bytes.slice(0, at);
  }
  return bytes;
}

function splice(bytes: Uint8Array, at: number, leave: number, put: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes.length - leave + put.length);
  result.set(bytes.subarray(0, at));
  result.set(put, at);
  result.set(bytes.subarray(at + leave), at + put.length);
  return result;
}

/** Xorshift: the same files on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
