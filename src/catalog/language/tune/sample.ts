/** What a model answers to an example's question, word for word the likeliest: to be read beside what was wanted. */
import { type ChatMessage, chatMarks, chatPrompt, type Example, pointerReader } from "../../../data/index.ts";
import { createDecoder, type GptConfig, generate } from "../../../models/index.ts";
import type { CompileOptions, Runtime } from "../../../runtime/index.ts";
import { networkOf } from "../network.ts";
import type { LanguageModel } from "../weights.ts";

const MOST_TOKENS = 120;

export interface Question {
  readonly messages: readonly ChatMessage[];
  readonly wanted: string;
}

/** What stands before the last answer, and the answer. */
export function questionOf(example: Example): Question {
  const { messages } = example;
  if (example.kind === "preference") return { messages, wanted: example.chosen };
  const last = messages.findLastIndex(({ role }) => role === "assistant");
  return { messages: messages.slice(0, last), wanted: messages[last]!.content };
}

export async function answerOf(
  runtime: Runtime,
  { config, tokenizer, params }: LanguageModel,
  messages: readonly ChatMessage[],
  compile: CompileOptions,
): Promise<string> {
  const executable = await runtime.compile(networkOf(config).decodeProgram(params), compile);
  try {
    const decoder = createDecoder(executable, config as GptConfig);
    const endTokens = [tokenizer.specialId(chatMarks.end)];
    let answer = "";
    const { ids, values } = chatPrompt(tokenizer, messages);
    const pieces = generate(decoder, pointerReader(tokenizer, values), [ids], {
      ...{ endTokens, temperature: 0, maxTokens: MOST_TOKENS },
    });
    for await (const { text } of pieces) answer += text;
    return answer;
  } finally {
    await executable.dispose();
  }
}
