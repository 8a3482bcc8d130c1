/** What may be asked of a painter, and what fills in the rest. */
import { randomInt } from "node:crypto";
import { type SamplerName, samplers } from "../models/index.ts";
import { bounds, whole, within } from "./bounds.ts";
import { RequestError } from "./errors.ts";
import { paintDefaults } from "./painter/painter.ts";
import { cleanPrompt } from "./prompt.ts";

/** A picture file to begin from, by its bytes; the name stands in errors and in the provenance. */
export interface PictureFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface PictureRequest {
  readonly prompt: string;
  /** What should not be in the picture. */
  readonly negative?: string;
  /** A whole number; another seed gives another picture. Random unless given. */
  readonly seed?: number;
  readonly steps?: number;
  /** How strictly the prompt is followed: 1 as the training pictures, more is stricter. */
  readonly guidance?: number;
  /** Deviation of the noise to begin from: 1 as in training, less is calmer and varies less. */
  readonly temperature?: number;
  readonly sampler?: SamplerName;
  /** Pixels on a side of the finished picture. */
  readonly size?: number;
  readonly from?: PictureFile;
  /** How much of `from` may change, 0 to 1; 0.6, or 1 with a mask, unless given. */
  readonly strength?: number;
  /** White or transparent where `from` is painted anew, black where it stays. */
  readonly mask?: PictureFile;
}

const STRENGTH = 0.6;

/** Random seeds stay short enough to be read aloud. */
export const randomSeed = (): number => randomInt(1_000_000_000);

export type CompleteRequest = Required<Omit<PictureRequest, "from" | "mask">> & Pick<PictureRequest, "from" | "mask">;

/**
 * The request with everything it leaves open filled in.
 * @throws RequestError that names the first value out of bounds.
 */
export function completeRequest(request: PictureRequest): CompleteRequest {
  const { from, mask } = request;
  if (mask !== undefined && from === undefined) {
    throw new RequestError("a mask needs a picture that it masks. Give one with --from.");
  }
  if (request.strength !== undefined && from === undefined) {
    throw new RequestError("strength says how much of a picture may change. Give the picture with --from.");
  }
  const sampler = request.sampler ?? paintDefaults.sampler;
  if (!Object.hasOwn(samplers, sampler)) {
    throw new RequestError(
      `there is no sampler ${JSON.stringify(sampler)}. Known: ${Object.keys(samplers).join(", ")}.`,
    );
  }
  const prompt = cleanPrompt(request.prompt);
  if (prompt === "") throw new RequestError('the prompt is empty. Say what to paint, for example "a red apple".');
  return {
    prompt,
    negative: cleanPrompt(request.negative ?? "", "negative prompt"),
    seed: whole("seed", request.seed ?? randomSeed(), bounds.seed),
    steps: whole("steps", request.steps ?? paintDefaults.steps, bounds.steps),
    guidance: within("guidance", request.guidance ?? paintDefaults.guidance, bounds.guidance),
    temperature: within("temperature", request.temperature ?? paintDefaults.temperature, bounds.temperature),
    sampler,
    size: whole("size", request.size ?? bounds.size.least, bounds.size),
    strength: within("strength", request.strength ?? (mask === undefined ? STRENGTH : 1), bounds.strength),
    ...(from === undefined ? {} : { from }),
    ...(mask === undefined ? {} : { mask }),
  };
}
