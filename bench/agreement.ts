/**
 * Onda and llama.cpp on one file, token by token: `node .build/bench/agreement.js FILE.gguf [--llama PACKAGE] [--tokens N]`.
 * PACKAGE is the folder of node-llama-cpp, that of `bench/setup` unless given. Prints a table; ends with 1 where the two
 * part and rounding does not explain it: see `verdict`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type Agreement, compare } from "./agreement/compare.ts";
import { prompts } from "./agreement/prompts.ts";
import { verdict } from "./agreement/verdict.ts";
import { root } from "./contestants.ts";
import { describeMachine } from "./machine.ts";

const words = process.argv.slice(2);
const given = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const file = words.find((word) => word.endsWith(".gguf"));
if (file === undefined) throw new Error("agreement: which file? node .build/bench/agreement.js FILE.gguf");
const llama = {
  script: join(root, "bench/peers/llama-logits.mjs"),
  folder: resolve(root, given("--llama") ?? "bench/node_modules/node-llama-cpp"),
};

const rows: Agreement[] = [];
for await (const row of compare(resolve(file), llama, prompts, Number(given("--tokens") ?? 32))) {
  rows.push(row);
  const { prompt, agreed, steps, parting, text } = row;
  const percent = (p: number) => `${(100 * p).toFixed(1)}`;
  const parted =
    parting === undefined
      ? "never"
      : `at ${parting.step}: ${JSON.stringify(parting.tokens.llama)} ${percent(parting.llama.llamas)} : ${percent(parting.llama.ondas)}, ` +
        `${JSON.stringify(parting.tokens.onda)} ${percent(parting.onda.llamas)} : ${percent(parting.onda.ondas)}, exact ${percent(parting.exact.llamas)} : ${percent(parting.exact.ondas)}`;
  console.log(`${JSON.stringify(prompt)} → ${JSON.stringify(text.slice(0, 60))} | ${agreed}/${steps} | ${parted}`);
}
const { accepted, reasons, ...numbers } = verdict(rows);
console.log(JSON.stringify(numbers));
for (const reason of reasons) console.error(reason);
mkdirSync(join(root, "bench/results"), { recursive: true });
const shown = rows.map(({ text: _, squares: __, ...row }) => row);
const machine = describeMachine(1, new Date(), {});
writeFileSync(
  join(root, "bench/results", `agreement-${basename(file, ".gguf")}.json`),
  `${JSON.stringify({ machine, ...numbers, rows: shown }, null, 2)}\n`,
);
process.exitCode = accepted ? 0 : 1;
