/** `onda export` at work. */
import { exportLanguage } from "../../catalog/language/export.ts";
import { byteSize } from "../../train/words.ts";
import type { ExportOptions } from "./export.ts";

export async function run(model: string, { json = false, ...request }: ExportOptions): Promise<void> {
  const exported = await exportLanguage(model, request);
  const { path, bytes, type } = exported;
  process.stdout.write(
    json ? `${JSON.stringify(exported, null, 2)}\n` : `${path}  ${byteSize(bytes)}, weights as ${type}\n`,
  );
}
