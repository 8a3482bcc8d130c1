/** Opens whatever makes pictures without words, by the format that its file says it has. */
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { bounds, whole } from "../bounds.ts";
import { readMetadata } from "../describe.ts";
import { openDiffusion } from "../diffusion/maker.ts";
import { DIFFUSION_FORMAT } from "../diffusion/weights.ts";
import { firstLine, ModelError, RequestError } from "../errors.ts";
import { openGan } from "../gan/maker.ts";
import { GAN_FORMAT } from "../gan/weights.ts";
import { findModel, verifiedSum } from "../models.ts";
import { version } from "../package.ts";
import type { OpenOptions } from "../paint.ts";
import type { Provenance } from "../pictures/index.ts";
import type { MakeOptions, MakeRequest, OpenedMaker, PictureMaker } from "./maker.ts";

type Open = (file: string, runtime: Runtime, compile?: CompileOptions) => Promise<OpenedMaker>;

/** Each format that makes pictures. */
const formats: Readonly<Record<string, Open>> = {
  [GAN_FORMAT]: openGan,
  [DIFFUSION_FORMAT]: openDiffusion,
};

/** True of the format of a file that `openPictureMaker` opens. */
export const makesPictures = (format: string | undefined): boolean => formats[format ?? ""] !== undefined;

/**
 * Opens a model by name or by file. The file of a named one must have its listed SHA-256.
 * @throws ModelError when the file is missing, damaged, or makes no pictures without words
 */
export async function openPictureMaker(nameOrFile: string, options: OpenOptions = {}): Promise<PictureMaker> {
  const { name, file } = await findModel(nameOrFile, options.folder);
  const { format = "of an unknown format" } = await readMetadata(file);
  const open = formats[format];
  if (open === undefined) {
    const known = Object.keys(formats).join(", ");
    throw new ModelError(`${file} is ${format}. Pictures without words are made by: ${known}. For words: onda paint.`);
  }
  const sha256 = await verifiedSum(file);
  const runtime = options.runtime ?? (await import("../../runtime/node/index.ts")).onnxRuntime;
  try {
    const opened = await open(file, runtime, options.threads === undefined ? undefined : { threads: options.threads });
    const make = async (requests: readonly MakeRequest[], how?: MakeOptions) =>
      opened.make(
        requests.map((request) => soundRequest(opened, request)),
        how,
      );
    return { ...opened, make, name, file, sha256, runtime: runtime.name };
  } catch (error) {
    const line = firstLine(error);
    throw new ModelError(line.includes(file) ? line : `${file}: ${line}`, { cause: error });
  }
}

/** @throws RequestError that says which labels there are */
function soundRequest({ labels }: Pick<OpenedMaker, "labels">, { seed, label }: MakeRequest): MakeRequest {
  whole("the seed", seed, bounds.seed);
  const known = labels.length === 0 ? "This model takes none." : `Its labels: ${labels.join(", ")}.`;
  if (label !== undefined && !labels.includes(label)) {
    throw new RequestError(`the label is ${JSON.stringify(label)}, which the model does not know. ${known}`);
  }
  if (label === undefined && labels.length > 0) throw new RequestError(`this model needs a label. ${known}`);
  return label === undefined ? { seed } : { seed, label };
}

/** What a picture file says about how it was made: the label stands where a painter's words do. */
export const makerProvenance = (
  { name, sha256, runtime, kind, imageSize }: PictureMaker,
  { seed, label = "" }: MakeRequest,
  { steps = 1, guidance = 1 }: MakeOptions = {},
): Provenance => ({
  ...{ onda: version, model: { name, sha256 }, runtime, prompt: label, negative: "", seed },
  ...{ sampler: kind, steps, guidance, temperature: 1, size: imageSize },
});
