/** A named painter, opened: requests in, finished picture files out, each with its provenance. */
import { dirname, join } from "node:path";
import { wordsOf } from "../models/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { firstLine, ModelError } from "./errors.ts";
import { findModel, type ModelEntry, sha256OfBytes, verifiedSum, weightsFolder } from "./models.ts";
import { version } from "./package.ts";
import { openPainter, type PainterSession } from "./painter/painter.ts";
import { loadPainterOrAdapter } from "./painter/tune/adapter.ts";
import {
  bytesOf,
  decodeMask,
  decodePicture,
  encodePng,
  encodeSvg,
  enlarge,
  type Provenance,
  signPng,
  vectorize,
} from "./pictures/index.ts";
import { type EmojiNames, hasEmoji, nameEmoji, readEmojiNames, requireWords } from "./prompt.ts";
import { type CompleteRequest, completeRequest, type PictureRequest } from "./request.ts";

export const DEFAULT_PAINTER = "painter";
const EMOJI_FILE = "emoji.json";

export interface OpenOptions {
  readonly runtime?: Runtime;
  /** Threads inside an op; the runtime chooses unless given. */
  readonly threads?: number;
  /** A folder of models other than the bundled one. */
  readonly folder?: string;
}

export interface PaintWatch {
  readonly signal?: AbortSignal;
  /** Called after each step; `preview` gives the newest guess as S × S × 3 bytes. */
  onStep?(step: number, steps: number, preview: () => Promise<Uint8Array>): void | Promise<void>;
}

export interface FinishedPicture {
  /** As the model made it: [3, S, S] in [-1, 1]. */
  readonly pixels: Float32Array;
  readonly provenance: Provenance;
  /** At the size that was asked for. */
  png(): Promise<Uint8Array>;
  svg(): Promise<string>;
}

export interface OpenPainter {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  /** Pixels on a side of what the model itself makes. */
  readonly imageSize: number;
  /** The prompt as the model reads it, and how many of its words it does not. */
  read(prompt: string): Promise<{ readonly text: string; readonly unread: number }>;
  /** @throws RequestError when the request breaks a rule. */
  paint(request: PictureRequest, watch?: PaintWatch): Promise<FinishedPicture>;
  dispose(): Promise<void>;
}

/**
 * Opens a painter, or what a tuning changed of one, by name or by file. The file of a named one must have its listed SHA-256.
 * @throws ModelError when the file is missing, damaged, or no painter.
 */
export async function openModel(nameOrFile = DEFAULT_PAINTER, options: OpenOptions = {}): Promise<OpenPainter> {
  const entry = await findModel(nameOrFile, options.folder ?? weightsFolder);
  const [painter, sha256] = await Promise.all([load(entry), verifiedSum(entry.file)]);
  const runtime = options.runtime ?? (await import("../runtime/node/index.ts")).onnxRuntime;
  const session = openPainter(runtime, painter, options.threads === undefined ? {} : { threads: options.threads });
  return painterOf(entry, sha256, { runtime: runtime.name, home: painter.home }, session);
}

async function load({ file }: ModelEntry) {
  try {
    return await loadPainterOrAdapter(file);
  } catch (error) {
    const line = firstLine(error);
    throw new ModelError(line.includes(file) ? line : `${file}: ${line}`, { cause: error });
  }
}

function painterOf(
  entry: ModelEntry,
  sha256: string,
  { runtime, home }: { readonly runtime: string; readonly home: string },
  session: PainterSession,
): OpenPainter {
  const { imageSize } = session.config.autoencoder;
  let emoji: Promise<EmojiNames> | undefined;
  const read = async (prompt: string) => {
    if (hasEmoji(prompt)) emoji ??= readEmojiNames(join(dirname(home), EMOJI_FILE));
    const text = emoji === undefined ? prompt : nameEmoji(prompt, await emoji);
    return { text, unread: Math.max(0, wordsOf(text).length - session.config.text.tokens) };
  };
  return {
    ...{ name: entry.name, file: entry.file, sha256, imageSize, read },
    async paint(given, watch = {}) {
      const request = completeRequest(given);
      const [prompt, negative] = [await read(request.prompt), await read(request.negative)];
      requireWords(request.prompt, prompt.text);
      const model = { name: entry.name, sha256 };
      const provenance = provenanceOf(request, { onda: version, model, runtime });
      const given64 = await decodeSources(request, imageSize);
      const { steps, guidance, temperature, sampler, seed } = request;
      const pixels = await session.paint({
        ...{ prompt: prompt.text, negative: negative.text, seed, steps, guidance, temperature, sampler, ...given64 },
        ...(watch.signal === undefined ? {} : { signal: watch.signal }),
        onStep: (step, of, preview) => watch.onStep?.(step, of, async () => bytesOf(await preview())),
      });
      return finish(pixels, imageSize, request, provenance);
    },
    dispose: () => session.dispose(),
  };
}

function provenanceOf(
  { prompt, negative, seed, sampler, steps, guidance, temperature, size, from, mask, strength }: CompleteRequest,
  by: Pick<Provenance, "onda" | "model" | "runtime">,
): Provenance {
  const source = ({ name, bytes }: NonNullable<typeof from>) => ({ name, sha256: sha256OfBytes(bytes) });
  return {
    ...by,
    ...{ prompt, negative, seed, sampler, steps, guidance, temperature, size },
    ...(from === undefined ? {} : { from: { ...source(from), strength } }),
    ...(mask === undefined ? {} : { mask: source(mask) }),
  };
}

/** The pictures of a request as the session takes them, `size` pixels on a side. */
async function decodeSources({ from, mask, strength }: CompleteRequest, size: number) {
  if (from === undefined) return {};
  const pixels = await decodePicture(from.bytes, size, from.name);
  if (mask === undefined) return { from: { pixels, strength } };
  return { from: { pixels, strength }, mask: await decodeMask(mask.bytes, size, mask.name) };
}

function finish(
  pixels: Float32Array,
  imageSize: number,
  request: CompleteRequest,
  provenance: Provenance,
): FinishedPicture {
  const { size, from, mask } = request;
  return {
    pixels,
    provenance,
    async png() {
      let large = enlarge(pixels, imageSize, size);
      if (from !== undefined && mask !== undefined && size > imageSize) {
        const kept = await decodePicture(from.bytes, size, from.name); // what stays is as sharp as it was given
        large = blend(large, kept, await decodeMask(mask.bytes, size, mask.name));
      }
      return signPng(await encodePng(bytesOf(large), size), provenance);
    },
    svg: async () => encodeSvg(await vectorize(pixels, imageSize), size, provenance),
  };
}

/** `painted` where the mask [S, S] is 1, `kept` where it is 0. */
const blend = (painted: Float32Array, kept: Float32Array, mask: Float32Array): Float32Array =>
  painted.map((p, i) => kept[i]! + mask[i % mask.length]! * (p - kept[i]!));
