/** `onda export` at work. */
import { type ExportRequest, exportLanguage } from "../../catalog/language/export.ts";
import { byteSize } from "../../train/words.ts";

interface Output {
  readonly json?: boolean;
}

export async function run(model: string, { json = false, ...request }: ExportRequest & Output): Promise<void> {
  const exported = await exportLanguage(model, request);
  const { path, bytes, type } = exported;
  process.stdout.write(
    json ? `${JSON.stringify(exported, null, 2)}\n` : `${path}  ${byteSize(bytes)}, weights as ${type}\n`,
  );
}
