/** The weights of a GGUF, repacked and written a few megabytes at a time: no tensor is ever whole in memory. */
import type { FileHandle } from "node:fs/promises";
import { dequantizeGguf, type GgufType, ggufToBlocks } from "../../formats/index.ts";
import type { Place } from "../../onnx/index.ts";
import { readBytes } from "../../train/index.ts";
import { Keeping, type Kept } from "./kept.ts";
import { type Piece, type Plan, rowBytesOf, type Source } from "./plan.ts";

/** Bytes that are read at once. */
const PORTION = 2 ** 22;

/** Writes all of a plan's weights, and says what became of them. Throws an Error where the file ends early. */
export async function writeWeights(plan: Plan, from: readonly FileHandle[], to: FileHandle): Promise<Kept[]> {
  const done = new Set<number>();
  const keeping = new Keeping();
  for (const piece of plan.pieces) {
    const places = placesOf(plan, piece);
    if (done.has(places[0]!.offset)) continue;
    done.add(places[0]!.offset);
    const ends = places.map(({ offset }) => offset);
    for (const source of piece.sources) {
      const { type, shape } = source.entry;
      for await (const bytes of portions(from[source.entry.shard]!, source)) {
        const { loss, parts } = repacked(piece, type, bytes, shape.at(-1)!);
        for (const [i, part] of parts.entries()) ends[i]! += await write(to, part, ends[i]!);
        keeping.add(loss, bytes.length);
      }
      keeping.end(source.entry, piece.layout);
    }
  }
  await to.truncate(plan.bytes);
  return keeping.all();
}

function repacked({ layout, plus = 0 }: Piece, type: GgufType, bytes: Uint8Array, columns: number) {
  if (layout === undefined) {
    const floats = dequantizeGguf(type, bytes);
    return { loss: 0, parts: [plus === 0 ? floats : floats.map((x) => x + plus)] };
  }
  const { codes, scales, offsets, loss } = ggufToBlocks(type, bytes, columns);
  return { loss, parts: offsets === undefined ? [codes, scales] : [codes, scales, offsets] };
}

/** Where the parts of a weight lie. Vectors and matrices of floats lie under their own path or under `weight`. */
function placesOf({ places }: Plan, { path, layout }: Piece): Place[] {
  const parts = layout === undefined ? [""] : [".quants", ".scales", ...(layout.offsets ? [".offsets"] : [])];
  return parts.map((part) => {
    const place = places.get(`${path}${part}`) ?? places.get(`${path}.weight`);
    if (place === undefined) throw new Error(`served: ${path}${part} has no place in the file.`);
    return place;
  });
}

async function write(to: FileHandle, numbers: Uint8Array | Float32Array, position: number): Promise<number> {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  for (let done = 0; done < bytes.length; ) {
    done += (await to.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
  return bytes.length;
}

/** Some rows at a time, whole heads where their rows must change places. */
async function* portions(from: FileHandle, { entry, paired = 1 }: Source): AsyncGenerator<Uint8Array> {
  const size = rowBytesOf(entry) * paired;
  const step = Math.max(1, Math.floor(PORTION / size)) * size;
  for (let at = entry.begin; at < entry.end; at += step) {
    const to = Math.min(at + step, entry.end);
    const bytes = await readBytes(from, at, to);
    if (bytes.length < to - at) throw new Error(`served: the file ends before byte ${to}. Fetch it again.`);
    yield paired === 1 ? bytes : unpaired(bytes, rowBytesOf(entry), paired);
  }
}

/** Llama's files hold the rows of a head as pairs, i beside i + d/2, for which rotary positions turn neighbours. */
function unpaired(bytes: Uint8Array, row: number, d: number): Uint8Array {
  const sorted = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length / row; i++) {
    const [head, within] = [i - (i % d), i % d];
    const from = head + (within < d / 2 ? 2 * within : 2 * (within - d / 2) + 1);
    sorted.set(bytes.subarray(from * row, (from + 1) * row), i * row);
  }
  return sorted;
}
