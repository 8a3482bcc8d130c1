#!/usr/bin/env node
/** The `onda` command. Only what every command needs is loaded here; each loads its own work when it runs. */
import { Command } from "commander";
import { version } from "../catalog/package.ts";
import { addChat } from "./chat/chat.ts";
import { addData } from "./data.ts";
import { addEmbed } from "./embed/embed.ts";
import { addExport } from "./export/export.ts";
import { addMeasure } from "./measure/measure.ts";
import { addModels } from "./models.ts";
import { addPaint } from "./paint/paint.ts";
import { addRepeat } from "./paint/repeat.ts";
import { addPlan } from "./plan/plan.ts";
import { addPull } from "./pull.ts";
import { report } from "./report.ts";
import { addRun } from "./run/run.ts";
import { addSample } from "./sample/sample.ts";
import { addTokens } from "./tokens/tokens.ts";
import { addTrain } from "./train/train.ts";
import { addTune } from "./train/tune.ts";
import { addWrite } from "./write/write.ts";

const program = new Command("onda")
  .description("Generative AI for the computer you already own.")
  .version(version, "-V, --version", "print the version")
  .option("--debug", "show where in the code an error comes from")
  .helpOption("-h, --help", "show this help")
  .helpCommand("help [command]", "show the help of a command")
  .configureHelp({ showGlobalOptions: true })
  .configureOutput({ outputError: () => undefined }) // `report` says it, in one line
  .exitOverride()
  .addHelpText(
    "after",
    `
Examples:
  $ onda paint "a red apple"
  $ onda paint "一只猫" --size 512 --svg
  $ onda repeat a-red-apple-7.png
  $ onda write poem --title 春夜 --author 李白
  $ onda chat --file shop.txt
  $ onda plan --hours 1
  $ onda pull Qwen/Qwen2-0.5B-Instruct-GGUF:Q4_0
  $ onda models info painter
  $ onda run recogniser.onnx --input x=line.png

Exit codes: 0 done, 1 a fault, 2 a mistake in what was asked, 130 stopped by Ctrl-C.`,
  );

const commands = [addPaint, addRepeat, addSample, addWrite, addChat, addTrain, addTune, addData, addPlan, addTokens];
for (const add of [...commands, addMeasure, addEmbed, addExport, addPull, addModels, addRun]) add(program);

// `onda models list | head` closes the pipe early: that is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  process.exitCode = report(error, process.argv.includes("--debug"));
}
