/** The tokenizer of a language model, from the header of its file alone, or from a file of its own. */
import { readFile, stat } from "node:fs/promises";
import { type OwnTokenizer, readTokenizer } from "../../formats/index.ts";
import { readMetadata } from "../describe.ts";
import { firstLine, ModelError, RequestError } from "../errors.ts";
import { findModel, weightsFolder } from "../models.ts";

/** The language model that is taken where none is named. */
export const DEFAULT_LANGUAGE_MODEL = "clerk";

/** Bytes of a tokenizer's file: more are refused before they are read. */
const MOST = 64 << 20;

/**
 * The tokenizer in the metadata of a model, named or a file. No weights are read.
 * @throws RequestError for a model that is not there, ModelError for one without a tokenizer.
 */
export async function modelTokenizer(nameOrFile: string, folder: string = weightsFolder): Promise<OwnTokenizer> {
  const { name, file } = await findModel(nameOrFile, folder).catch((error: unknown) => {
    if (nameOrFile !== DEFAULT_LANGUAGE_MODEL) throw error;
    throw new RequestError(
      `the language model ${DEFAULT_LANGUAGE_MODEL} is not here. Give another with --model, or a tokenizer's file with ` +
        "--tokenizer; make one of your own texts: onda tokens train FILES --out tokenizer.json",
      { cause: error },
    );
  });
  const { tokenizer } = await readMetadata(file);
  if (tokenizer === undefined)
    throw new ModelError(`${name}: its file holds no tokenizer, so it is no language model.`);
  return checked(tokenizer, file);
}

/** @throws RequestError where there is no such file, ModelError when it is no tokenizer. */
export async function fileTokenizer(file: string): Promise<OwnTokenizer> {
  const kind = await stat(file).catch(() => undefined);
  if (!kind?.isFile()) throw new RequestError(`${file} does not exist or is not a file. Give a tokenizer's file.`);
  if (kind.size > MOST) throw new ModelError(`${file} has ${kind.size} bytes. A tokenizer has at most ${MOST}.`);
  return checked(await readFile(file, "utf8"), file);
}

function checked(text: string, file: string): OwnTokenizer {
  try {
    return readTokenizer(text);
  } catch (error) {
    throw new ModelError(`${file}: ${firstLine(error)}`, { cause: error });
  }
}
