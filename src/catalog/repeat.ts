/** Makes a picture again from its own file, and compares the two pixel by pixel. */
import sharp from "sharp";
import { ModelError, RequestError } from "./errors.ts";
import { sha256OfBytes } from "./models.ts";
import type { OpenPainter, PaintWatch } from "./paint.ts";
import { isPng, type Provenance, readProvenance, type Source } from "./pictures/index.ts";
import type { PictureFile, PictureRequest } from "./request.ts";

export interface Repeated {
  readonly file: Uint8Array;
  readonly provenance: Provenance;
  /** Pixels that differ, and by how many of 255 levels at most; of an SVG, lines that differ. */
  readonly different: number;
  readonly largest: number;
}

export interface RepeatOptions extends PaintWatch {
  /** The picture's name, for errors. */
  readonly name?: string;
  /** Files to look for those that the picture was made from. */
  readonly sources?: readonly PictureFile[];
  /** Makes the picture even though the model is another one. */
  readonly anyway?: boolean;
}

/**
 * @throws RequestError when the file says nothing or a source is missing
 * @throws ModelError when the picture was made by another model
 */
export async function repeatPicture(
  painter: OpenPainter,
  file: Uint8Array,
  options: RepeatOptions = {},
): Promise<Repeated> {
  const provenance = readProvenance(file, options.name);
  const { model } = provenance;
  if (model.sha256 !== painter.sha256 && options.anyway !== true) {
    throw new ModelError(
      `the picture was made by ${model.name} ${model.sha256.slice(0, 12)}, this is ${painter.name} ` +
        `${painter.sha256.slice(0, 12)}: it would paint another picture. Give the first with --model, or use --anyway.`,
    );
  }
  const picture = await painter.paint(requestOf(provenance, options.sources ?? []), options);
  if (isPng(file)) {
    const again = await picture.png();
    return { file: again, provenance, ...(await comparePng(file, again)) };
  }
  const again = await picture.svg();
  return { file: Buffer.from(again), provenance, ...compareSvg(new TextDecoder().decode(file), again) };
}

function requestOf(provenance: Provenance, sources: readonly PictureFile[]): PictureRequest {
  const { prompt, negative, seed, steps, guidance, temperature, size, from, mask } = provenance;
  const found = (source: Source): PictureFile => {
    const file = sources.find(({ bytes }) => sha256OfBytes(bytes) === source.sha256);
    if (file !== undefined) return { name: source.name, bytes: file.bytes };
    throw new RequestError(
      `the picture was made from ${source.name} (SHA-256 ${source.sha256.slice(0, 12)}…), which is not here. ` +
        "Put it beside the picture, or give it with --from and --mask.",
    );
  };
  return {
    ...{ prompt, negative, seed, steps, guidance, temperature, size },
    sampler: provenance.sampler as NonNullable<PictureRequest["sampler"]>,
    ...(from === undefined ? {} : { from: found(from), strength: from.strength }),
    ...(mask === undefined ? {} : { mask: found(mask) }),
  };
}

async function comparePng(first: Uint8Array, second: Uint8Array): Promise<{ different: number; largest: number }> {
  const [a, b] = await Promise.all([first, second].map((png) => sharp(png).removeAlpha().raw().toBuffer()));
  if (a!.length !== b!.length) return { different: Math.max(a!.length, b!.length) / 3, largest: 255 };
  let [different, largest] = [0, 0];
  for (let i = 0; i < a!.length; i += 3) {
    const gap = Math.max(...[0, 1, 2].map((c) => Math.abs(a![i + c]! - b![i + c]!)));
    if (gap > 0) different++;
    if (gap > largest) largest = gap;
  }
  return { different, largest };
}

function compareSvg(first: string, second: string): { different: number; largest: number } {
  const shapes = (svg: string) => svg.split("\n").filter((line) => line.startsWith("<path"));
  const [a, b] = [shapes(first), shapes(second)];
  const different = Math.max(a.length, b.length) - a.filter((line, i) => line === b[i]).length;
  return { different, largest: different > 0 ? 255 : 0 };
}
