/** The model to tune: one that knows where a turn of a conversation begins and ends. */
import { chatMarks } from "../../../data/index.ts";
import { readMetadata } from "../../describe.ts";
import { ModelError } from "../../errors.ts";
import { findModel, listModels, sha256Of } from "../../models.ts";
import { type LanguageFile, loadLanguage } from "../weights.ts";

export interface ChatBase extends LanguageFile {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
}

/**
 * Opens a model by its name or file.
 * @throws RequestError where there is none, CheckpointError where the file is damaged or no language model, ModelError
 * where it has no marks for conversations.
 */
export async function openChatBase(nameOrFile: string): Promise<ChatBase> {
  const { name, file } = await findModel(nameOrFile);
  const model = await loadLanguage(file);
  const missing = Object.values(chatMarks).filter((mark) => !model.tokenizer.special.includes(mark));
  if (missing.length > 0) {
    throw new ModelError(
      `${name} was made for ${model.purpose}: its vocabulary has no ${missing.join(" and ")}, the marks of a ` +
        `conversation. ${await otherBases()}`,
    );
  }
  return { ...model, name, file, sha256: await sha256Of(file) };
}

async function otherBases(): Promise<string> {
  const purposes = (await listModels()).map(async ({ name, file }) => {
    const { purpose } = await readMetadata(file).catch((): Record<string, string> => ({}));
    return purpose === "chat" ? [name] : [];
  });
  const names = (await Promise.all(purposes)).flat();
  return names.length === 0
    ? "Give a model whose purpose is chat: onda models info NAME says it."
    : `These can be tuned: ${names.join(", ")}.`;
}
