// A page of documentation that runs: its TypeScript blocks are one module, what each prints stands below it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatWithOptions } from "node:util";

interface Block {
  /** What stands behind the opening fence: `ts`, `text`, `ts FILE NAME` … */
  readonly info: string;
  /** Indices of the lines that hold the fences. */
  readonly open: number;
  readonly close: number;
}

/** The fenced blocks of a page's lines. */
export function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let open = -1;
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith("```")) continue;
    if (open >= 0) blocks.push({ info: lines[open]!.slice(3).trim(), open, close: i });
    open = open >= 0 ? -1 : i;
  }
  if (open >= 0) throw new Error(`line ${open + 1}: a block is opened and not closed`);
  return blocks;
}

const END = "\u0000end of block";

/** The page as a module with the same line numbers; `onda/ROOM` becomes `SRC/ROOM/index.ts`. */
export function moduleOf(lines: readonly string[], src: string): string {
  const code = lines.map(() => "");
  for (const { info, open, close } of blocksOf(lines)) {
    if (info !== "ts") continue;
    for (let i = open + 1; i < close; i++)
      code[i] = lines[i]!.replace(/(["'])onda\/([\w/]+)\1/, `"${src}/$2/index.ts"`);
    code[close] = `console.log(${JSON.stringify(END)});`;
  }
  return `${code.join("\n")}\nexport {};\n`;
}

/** What each block of a module prints, in order; lines as Node writes them without colours. */
export async function printsOf(run: () => Promise<unknown>): Promise<string[][]> {
  const printed: string[][] = [[]];
  const before = console.log;
  console.log = (...what: unknown[]) => {
    if (what[0] === END) printed.push([]);
    else printed.at(-1)!.push(...formatWithOptions({ colors: false }, ...what).split("\n"));
  };
  try {
    await run();
  } finally {
    console.log = before;
  }
  return printed.slice(0, -1);
}

/** The page with what its blocks print and with what its quotations quote: equal to the page if it tells the truth. */
export function truePage(lines: readonly string[], printed: readonly (readonly string[])[], root: string): string {
  const blocks = blocksOf(lines);
  const out: string[] = [];
  let at = 0;
  let ran = 0;
  const copyTo = (end: number) => {
    out.push(...lines.slice(at, end));
    at = end;
  };
  for (const [k, { info, open, close }] of blocks.entries()) {
    if (open < at) continue;
    const [language, file, name = ""] = info.split(" ");
    if (language === "ts" && file !== undefined) {
      copyTo(open + 1);
      out.push(...quote(join(root, file), name));
      at = close;
    }
    copyTo(close + 1);
    if (info !== "ts") continue;
    const next = blocks[k + 1];
    if (next?.info === "text" && lines.slice(close + 1, next.open).every((line) => line === "")) at = next.close + 1;
    const text = printed[ran++] ?? [];
    if (text.length > 0) out.push("", "```text", ...text, "```");
  }
  copyTo(lines.length);
  return out.join("\n");
}

/** The declaration of a name in a source file, as it stands there. */
function quote(path: string, name: string): string[] {
  const lines = readFileSync(path, "utf8").split("\n");
  const start = lines.findIndex((line) =>
    new RegExp(`^(export )?(const|function|interface|type) ${name}\\b`).test(line),
  );
  if (start < 0) throw new Error(`${path} declares no ${name}`);
  const rest = lines.slice(start + 1);
  return [
    lines[start]!,
    ...rest.slice(
      0,
      rest.findIndex((line) => /^$|^(export|const|function|\/)/.test(line)),
    ),
  ];
}
