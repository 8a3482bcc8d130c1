// Every way in which a model's file can lie: one clear line, exit code 1, and no memory taken on its word.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it, vi } from "vitest";
import { decodeSafetensors, encodeSafetensors, type SafetensorsInput } from "../formats/index.ts";
import { type Bench, openBench, SLOW } from "./command.testing.ts";

vi.setConfig({ testTimeout: SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, SLOW);
afterAll(() => bench?.dispose());

type Tensors = Record<string, SafetensorsInput>;
type Metadata = Record<string, string>;
type Change = (bytes: Uint8Array, tensors: Tensors, metadata: Metadata) => Uint8Array;

/** Changes the header's text, its length kept by spaces. */
const header =
  (change: (text: string) => string): Change =>
  (bytes) => {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const text = change(new TextDecoder().decode(bytes.subarray(8, 8 + length))).padEnd(length);
    const out = bytes.slice();
    out.set(new TextEncoder().encode(text).subarray(0, length), 8);
    return out;
  };
const headerLength =
  (length: bigint): Change =>
  (bytes) => {
    const out = bytes.slice();
    new DataView(out.buffer).setBigUint64(0, length, true);
    return out;
  };
const tensor =
  (name: string, change: (tensor: SafetensorsInput) => SafetensorsInput | undefined): Change =>
  (_, { [name]: old, ...rest }, metadata) => {
    const changed = change(old!);
    return encodeSafetensors(changed === undefined ? rest : { ...rest, [name]: changed }, metadata);
  };
const config =
  (change: (text: string) => string): Change =>
  (_, tensors, metadata) =>
    encodeSafetensors(tensors, { ...metadata, config: change(metadata.config!) });
const notNumbers = (t: SafetensorsInput) => ({ ...t, data: new Float32Array(t.data.length).fill(Number.NaN) });

/** The last tensor begins four bytes earlier, and so shares them with the one before. */
const overlap = (text: string) => {
  const offsets = [...text.matchAll(/"data_offsets":\[(\d+),(\d+)\]/g)].map(
    ([, a, b]) => [Number(a), Number(b)] as const,
  );
  const [from, to] = offsets.reduce((last, next) => (next[0] > last[0] ? next : last));
  return text.replace(`[${from},${to}]`, `[${from - 4},${to - 4}]`);
};

const png = Buffer.from("89504e470d0a1a0a0000000d494844520000004000000040", "hex");
const cases: [string, Change, RegExp][] = [
  ["empty", () => new Uint8Array(), /0 bytes/],
  ["cut short", (bytes) => bytes.subarray(0, bytes.length - 100), /cut short/],
  ["cut inside its header", (bytes) => bytes.subarray(0, 100), /header of \d+ bytes in a file of 100/],
  ["a picture by another name", () => png, /header of/],
  ["with a header beyond its end", headerLength(2n ** 40n), /header of 1099511627776 bytes/],
  ["with a header of 2⁶⁴ bytes", headerLength(2n ** 64n - 1n), /header of/],
  ["with tensors that overlap", header(overlap), /overlaps/],
  ["with weights that are not numbers", tensor("text.norm.scale", notNumbers), /not finite/],
  ["with scales that are not numbers", tensor("transformer.modulation.weight.scales", notNumbers), /not finite/],
  [
    "with another shape",
    tensor("text.norm.scale", (t) => ({ ...t, shape: [4, 4] })),
    /\[4, 4\]\. It must be float32 \[16\]/,
  ],
  ["without a tensor", tensor("text.norm.scale", () => undefined), /text\.norm\.scale is missing/],
  ["with a config that lies", config((text) => text.replaceAll('"width":16', '"width":32')), /It must be/],
  [
    "with a config without bounds",
    config((text) => text.replaceAll('"width":16', '"width":65536')),
    /more than \d+ weights/,
  ],
  ["with a config of nonsense", config(() => "[]"), /config in its metadata/],
  ["of another format", (_, tensors) => encodeSafetensors(tensors, { format: "pt" }), /pt, not onda-painter-2/],
];

describe("a model's file", () => {
  it.each(cases)("%s", async (_, change, message) => {
    const bytes = await readFile(join(bench.folder, "tiny.safetensors"));
    const { tensors, metadata } = decodeSafetensors(bytes);
    await writeFile(join(bench.folder, "bad.safetensors"), change(bytes, { ...tensors }, { ...metadata }));
    await bench.refused(["paint", "a cat", "--model", "bad.safetensors"], 1, message);
  });

  it("missing, or a folder", async () => {
    await bench.refused(["paint", "a cat", "--model", "gone.safetensors"], 2, /does not exist or is not a file/);
    await bench.refused(["paint", "a cat", "--model", "."], 2, /does not exist or is not a file/);
  });
});
