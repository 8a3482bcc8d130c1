/** A maker of pictures, measured: asked by labels where it has some. */
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { RequestError } from "../errors.ts";
import type { MakeRequest } from "../maker/maker.ts";
import { openPictureMaker } from "../maker/open.ts";
import type { ModelEntry } from "../models.ts";
import type { Asked, PictureSource } from "./source.ts";

/** Pictures that are made between two reports of progress. */
const TOGETHER = 64;
/** Pictures of one seed of the measure: the next seed's come after them. */
const SEEDS = 100_000;

export async function openMakerSource(
  { file }: ModelEntry,
  runtime: Runtime,
  compile: CompileOptions,
): Promise<PictureSource> {
  const maker = await openPictureMaker(file, { runtime, ...compile });
  const { name, sha256, imageSize: size, labels } = maker;
  const requestOf = (seed: number, asked: Asked | undefined, i: number): MakeRequest =>
    labels.length === 0 ? { seed } : { seed, label: labelOf(labels, asked) ?? labels[i % labels.length]! };
  return {
    name: `${name} ${sha256.slice(0, 16)}`,
    size,
    conditional: labels.length > 0,
    async sample(count, seed, asked, { signal, onProgress } = {}) {
      const requests = Array.from({ length: count }, (_, i) => requestOf(seed * SEEDS + i, asked?.[i], i));
      const pixels = new Float32Array(count * 3 * size * size);
      for (let i = 0; i < count; i += TOGETHER) {
        signal?.throwIfAborted();
        const part = await maker.make(requests.slice(i, i + TOGETHER), signal === undefined ? {} : { signal });
        pixels.set(part, i * 3 * size * size);
        onProgress?.(Math.min(count, i + TOGETHER));
      }
      return pixels;
    },
    dispose: () => maker.dispose(),
  };
}

/** The label that is among the answers asked for; undefined where nothing is asked. */
function labelOf(labels: readonly string[], asked: Asked | undefined): string | undefined {
  if (asked?.labels === undefined) return undefined;
  const label = Object.values(asked.labels).find((answer) => labels.includes(answer));
  if (label !== undefined) return label;
  throw new RequestError(
    `the set asks for ${Object.values(asked.labels).join(", ")}, the model knows ${labels.join(", ")}. ` +
      "Measure it on the set that it has learned from.",
  );
}
