/** Opens a model that makes pictures, by its name or its file. */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { readMetadata } from "../describe.ts";
import { RequestError } from "../errors.ts";
import { makesPictures } from "../maker/open.ts";
import { findModel, listModels, type ModelEntry, verifiedSum } from "../models.ts";
import { openManyPainter } from "../painter/paint-many.ts";
import { loadPainter, PAINTER_FORMAT } from "../painter/weights.ts";
import { openMakerSource } from "./maker-source.ts";
import type { PictureSource } from "./source.ts";

export interface OpenSourceOptions extends CompileOptions {
  readonly runtime?: Runtime;
}

type Opener = (entry: ModelEntry, runtime: Runtime, compile: CompileOptions) => Promise<PictureSource>;

/** How a model's file is opened, by the format in its metadata: a model that makes pictures is measured by a line here. */
const OPENERS: Readonly<Record<string, Opener>> = { [PAINTER_FORMAT]: openPainterSource };

/** @throws RequestError when there is no such model, or it makes no pictures */
export async function openPictureSource(nameOrFile: string, options: OpenSourceOptions = {}): Promise<PictureSource> {
  const { runtime = onnxRuntime, ...compile } = options;
  const entry = await findModel(nameOrFile);
  const { format } = entry.file.endsWith(".safetensors") ? await readMetadata(entry.file) : {};
  const open = makesPictures(format) ? openMakerSource : OPENERS[format ?? ""];
  if (open === undefined)
    throw new RequestError(`${nameOrFile} is no model that makes pictures. Give one, or a folder of pictures.`);
  return open(entry, runtime, compile);
}

/** A folder that is no model's, nor bears the name of one. */
export async function isPictureFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory() || existsSync(join(path, "config.json"))) return false;
  return /[/\\.]/.test(path) || !(await listModels()).some(({ name }) => name === path);
}

/** The painter, asked by captions; it has seeds of its own for each picture. */
async function openPainterSource(
  { name, file }: ModelEntry,
  runtime: Runtime,
  compile: CompileOptions,
): Promise<PictureSource> {
  const sum = await verifiedSum(file);
  const loaded = await loadPainter(file);
  const painter = await openManyPainter(runtime, loaded, compile);
  return {
    name: `${name} ${sum.slice(0, 16)}`,
    size: loaded.config.autoencoder.imageSize,
    conditional: true,
    sample(count, seed, asked = [], { signal, onProgress } = {}) {
      const wishes = Array.from({ length: count }, (_, i) => ({
        prompt: asked[i]?.caption ?? "",
        seed: seed * 100_000 + i,
      }));
      return painter.paint(wishes, {}, (done) => {
        signal?.throwIfAborted();
        onProgress?.(done);
      });
    },
    dispose: painter.dispose,
  };
}
