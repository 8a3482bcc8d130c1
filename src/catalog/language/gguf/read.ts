/** A model from a GGUF, in one file or several: its weights in full, whatever they are packed as. */
import { ggufString, readGgufTokenizer } from "../../../formats/index.ts";
import { leavesOf, type Spec } from "../../../graph/index.ts";
import { type GptConfig, gptSpecs } from "../../../models/index.ts";
import { CheckpointError } from "../../../train/index.ts";
import { firstLine } from "../../errors.ts";
import type { ForeignLanguage } from "../hugging-face/read.ts";
import { type Listed, readListed } from "../listing.ts";
import { PURPOSE_KEY, purposeOf } from "../purpose.ts";
import { ggufConfig, type OpenGguf, openGguf, readFloats } from "./open.ts";
import { ggufName, headsTurned, inHalves, ROPE_FACTORS } from "./tensors.ts";

/** Throws a CheckpointError that names the file, what is wrong with it, and what to do. */
export async function readGgufLanguage(path: string): Promise<ForeignLanguage> {
  const gguf = await openGguf(path);
  try {
    const { metadata } = gguf;
    const config = await ggufConfig(gguf);
    const tokenizer = readGgufTokenizer(metadata);
    const params = await readListed(gptSpecs(config), listed(path, gguf, config), path);
    return { config, params, tokenizer, purpose: purposeOf(tokenizer, ggufString(metadata, PURPOSE_KEY)) };
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError(`${path}: ${firstLine(error)}`, { cause: error });
  } finally {
    await gguf.close();
  }
}

/** The file's tensors under the model's names; strangers under their own. */
function listed(path: string, gguf: OpenGguf, config: GptConfig): Map<string, Listed> {
  const names = new Map(leavesOf<Spec>(gptSpecs(config)).map(([name]) => [ggufName(name, config), name]));
  const found = new Map<string, Listed>();
  for (const [theirs, { shape }] of gguf.tensors) {
    if (theirs === ROPE_FACTORS) continue;
    const name = names.get(theirs) ?? theirs;
    const heads = headsTurned(name, config);
    const ordered = (data: Float32Array) => (heads === 0 ? data : inHalves(data, heads, config.headSize));
    found.set(name, {
      file: path,
      shape,
      read: async () => ({ dtype: "float32", shape, data: ordered(await readFloats(gguf, theirs)) }),
    });
  }
  return found;
}
