/** `onda write KIND`: what may be asked. The work is in `write-work.ts`, loaded when it is wanted. */
import type { Command } from "commander";
import { textBounds } from "../../catalog/bounds.ts";
import { wholeNumber } from "../options.ts";
import { addSampling } from "../text-options.ts";
import { KINDS, type KindHelp } from "./kinds.ts";
import type { WriteFlags } from "./work.ts";

const briefHelp = `
A brief may also stand in a file, or come through a pipe: JSON, or "key: value" lines with English or Chinese keys.`;

export function addWrite(program: Command): void {
  const write = program
    .command("write")
    .summary("write a poem, copy, an email, a plan, news or a story")
    .description(
      "Writes a text by a brief: a Chinese poem; or copy, an email, a plan, news or a story in English or Chinese.",
    )
    .addHelpText(
      "after",
      `
Examples:
  $ onda write poem --title 春夜 --author 李白
  $ onda write copy --product "oat milk" --price '$4' --tone playful
  $ onda write email --purpose 邀请 --topic 新品品鉴会 --name 王先生
  $ onda write story --help`,
    );
  for (const kind of Object.keys(KINDS)) addKind(write, kind, KINDS[kind]!);
}

function addKind(write: Command, kind: string, { summary, description, flags, examples }: KindHelp): void {
  const command = write.command(kind).summary(summary).description(description);
  for (const [flag, what] of flags) command.option(flag, what);
  const isPoem = kind === "poem";
  if (!isPoem) {
    command
      .option("--lang <language>", "en or zh (default: that of the brief)")
      .option(
        "--tries <number>",
        "write it so often until it says what the brief says",
        wholeNumber({ least: 1, most: 20 }),
        4,
      );
  }
  command
    .option("--brief <file>", 'a file with the brief, or "-" for standard input')
    .option("-n, --count <number>", "how many texts, with the seeds that follow", wholeNumber(textBounds.count), 1);
  addSampling(command, isPoem ? "poet" : "clerk")
    .option("-o, --out <file>", "where to write: a file or a folder (default: standard output)")
    .option("-f, --force", "overwrite an older file")
    .option("--json", "print what was written as JSON")
    .addHelpText("after", `${examples}\n${briefHelp}`)
    .action(async (options: WriteFlags) => {
      const fields = Object.fromEntries(
        flags.flatMap(([flag]) => {
          const name = camel(/^--([\w-]+)/.exec(flag)![1]!);
          const value = options[name as keyof WriteFlags];
          return typeof value === "string" ? [[name, value]] : [];
        }),
      );
      await (await import("./work.ts")).write(kind, fields, options);
    });
}

const camel = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
