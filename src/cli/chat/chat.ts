/** `onda chat`: what may be asked. The work is in `chat-work.ts`, loaded when it is wanted. */
import type { Command } from "commander";
import { addSampling } from "../text-options.ts";
import type { ChatFlags } from "./work.ts";

const examples = `
Examples:
  $ onda chat
  $ onda chat --file shop.txt
  $ onda chat --system "You answer the customers of a bakery."
  $ onda chat --file 资料.txt --model runs/clerk/clerk.safetensors
  $ echo "几点开门？" | onda chat --file 资料.txt --json

A file of "key: value" lines holds facts to answer from, such as
  opening hours: 9 to 18, closed on Mondays
  价格: 豆浆 5元

In a chat, /help lists what else can be done. Ctrl-C stops an answer, Ctrl-D ends. Piped input is a message a line.`;

export function addChat(program: Command): void {
  const command = program
    .command("chat")
    .summary("talk with a language model")
    .description("Talks with a language model in the terminal, in English or Chinese, and says what each answer cost.")
    .option("--system <text>", "what the model is told before all else")
    .option("--file <paths...>", "files that it is to know")
    .option("--schema <file>", "answers are JSON that fits this JSON Schema");
  addSampling(command, "clerk")
    .option("--json", "print a line of JSON for each answer")
    .addHelpText("after", examples)
    .action(async (options: ChatFlags) => (await import("./work.ts")).chat(options));
}
