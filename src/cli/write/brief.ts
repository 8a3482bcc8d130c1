/** Where a brief comes from besides flags: a file, or standard input. */
import { briefKeys, type WrittenKind } from "../../catalog/clerk/brief.ts";
import { briefFileText, type FieldKeys, MAX_BRIEF, readFields } from "../../catalog/fields.ts";
import { UsageError } from "../report.ts";
import { readSource } from "../sources.ts";

const poemKeys: FieldKeys = {
  title: ["题目", "标题", "题"],
  form: ["体裁", "形式", "诗体"],
  author: ["poet", "作者", "诗人"],
  firstLine: ["first line", "首句", "第一句"],
  acrostic: ["藏头"],
};

/** The fields of the file; none where there is none. A brief of nothing but a pipe is read from it. */
export async function briefFields(
  kind: string,
  flags: Readonly<Record<string, string>>,
  brief: string | undefined,
): Promise<Record<string, string>> {
  const isPoem = kind === "poem";
  const isPiped = brief === "-" || (brief === undefined && !isPoem && Object.keys(flags).length === 0);
  if (brief === undefined && (!isPiped || process.stdin.isTTY)) return {};
  const keys = isPoem ? poemKeys : briefKeys(kind as WrittenKind);
  if (isPiped) return readFields(briefFileText(await readInput(), "the brief"), keys, "the brief");
  const { name, bytes } = await readSource(brief!);
  return readFields(briefFileText(bytes, name), keys, name);
}

/** Standard input, and no more of it than a brief may have. */
async function readInput(): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > MAX_BRIEF) throw new UsageError(`the brief has more than ${MAX_BRIEF} bytes. Give what matters.`);
  }
  return Buffer.concat(parts);
}
