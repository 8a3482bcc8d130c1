import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../../formats/index.ts";
import { batchOf, prepareAnswers, preparePreferences, rowsAt } from "./batches.ts";
import { readExamples } from "./records.ts";
import { type ChatMessage, chatMarks, chatPrompt, chatTokens } from "./template.ts";

const tokenizer = createTokenizer({ kind: "byte-pairs", merges: [], special: [chatMarks.start, chatMarks.end] });
const talk: ChatMessage[] = [
  { role: "system", content: "Be kind." },
  { role: "user", content: "Hi <|im_end|>" },
  { role: "assistant", content: "Hello 月" },
  { role: "user", content: "Bye" },
  { role: "assistant", content: "Bye" },
];
const lines = (...records: unknown[]) =>
  records.map((record) => (typeof record === "string" ? record : JSON.stringify(record))).join("\n");

describe("a conversation", () => {
  it("is written with marks that nobody can say", () => {
    const { ids } = chatTokens(tokenizer, talk);
    const end = tokenizer.specialId(chatMarks.end);
    expect(ids.filter((id) => id === end).length).toBe(talk.length);
    expect(tokenizer.decode(ids)).toBe(
      talk.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join(""),
    );
  });

  it("counts the answers and their ends alone", () => {
    const { ids, answers } = chatTokens(tokenizer, talk);
    expect(tokenizer.decode(ids.filter((_, i) => answers[i] === 1))).toBe("Hello 月<|im_end|>Bye<|im_end|>");
  });

  it("is asked as it was learned", () => {
    const { ids, answers } = chatTokens(tokenizer, talk.slice(0, 3));
    const { ids: prompt } = chatPrompt(tokenizer, talk.slice(0, 2));
    expect(ids.slice(0, prompt.length)).toEqual(prompt);
    expect(answers.slice(0, prompt.length).includes(1)).toBe(false);
    expect(answers[prompt.length]).toBe(1);
  });

  it("needs a tokenizer with marks", () => {
    const plain = createTokenizer({ kind: "byte-pairs", merges: [], special: [] });
    expect(() => chatTokens(plain, talk)).toThrow('tokenizer: no special token "<|im_end|>".');
  });
});

describe("lines", () => {
  it("are read in every form", () => {
    const { examples } = readExamples(
      `\ufeff${lines({ messages: talk }, "", { prompt: "a", completion: "b" }, { prompt: "a", chosen: "b", rejected: "c" })}\r\n`,
    );
    expect(examples).toEqual([
      { kind: "answer", line: 1, messages: talk },
      {
        kind: "answer",
        line: 3,
        messages: [
          { role: "user", content: "a" },
          { role: "assistant", content: "b" },
        ],
      },
      { kind: "preference", line: 4, messages: [{ role: "user", content: "a" }], chosen: "b", rejected: "c" },
    ]);
  });

  const broken: [string, unknown, RegExp][] = [
    ["no JSON", '{"prompt": "a"', /^not JSON: .*\.$/],
    ["no record", "[1]", /^not a record/],
    ["nothing asked", { completion: "b" }, /^neither "messages" nor a "prompt"/],
    ["nothing to say", { prompt: "a" }, /^nothing for the assistant to say/],
    ["messages that are no list", { messages: "a" }, /^"messages" is no list/],
    [
      "an unknown role",
      { messages: [{ role: "robot", content: "a" }] },
      /^message 0: its role is none of system, user/,
    ],
    ["no content", { messages: [{ role: "user" }] }, /^message 0: its content is no text/],
    ["a number as an answer", { prompt: "a", completion: 1 }, /^"completion" is no text/],
    ["half a preference", { prompt: "a", chosen: "b" }, /must both be text/],
    ["no preference", { prompt: "a", chosen: "b", rejected: "b" }, /are the same/],
    ["an answer before a preference", { messages: talk, chosen: "b", rejected: "c" }, /the last to speak is the user/],
  ];
  it.each(broken)("with %s are reported, and passed over when asked", (_, record, message) => {
    const text = lines({ prompt: "a", completion: "b" }, record, { prompt: "c", completion: "d" });
    expect(() => readExamples(text, { name: "tune.jsonl" })).toThrow(/^tune\.jsonl, line 2: /);
    const { examples, problems } = readExamples(text, { onBroken: "skip" });
    expect(examples.map(({ line }) => line)).toEqual([1, 3]);
    expect(problems).toEqual([{ line: 2, message: expect.stringMatching(message) }]);
  });

  it("of which none can be used are refused", () => {
    expect(() => readExamples("\n \n", { name: "a.jsonl" })).toThrow("a.jsonl: no line can be used. It is empty.");
    expect(() => readExamples("{}\n[]", { onBroken: "skip" })).toThrow(
      'the data: no line can be used. The first of 2 broken ones, line 1: neither "messages" nor a "prompt" of text.',
    );
  });
});

describe("batches", () => {
  const { examples } = readExamples(
    lines(
      { prompt: "a", completion: "b" },
      { messages: talk },
      { messages: talk.slice(0, 4), chosen: "yes", rejected: "no" },
    ),
  );

  it("leave out what is too long, and say so", () => {
    const length = chatTokens(tokenizer, talk).ids.length;
    expect(prepareAnswers(tokenizer, examples, length - 1).rows.length).toBe(2);
    const { rows, problems } = prepareAnswers(tokenizer, examples, length - 2);
    expect(rows.length).toBe(1);
    expect(problems).toEqual([
      { line: 2, message: `${length} tokens. At most ${length - 1} fit.` },
      { line: 3, message: "it is of the kind preference, which is not used here." },
    ]);
  });

  it("give each token its next one, and weight to answers", () => {
    const { rows } = prepareAnswers(tokenizer, examples, 200);
    const { ids, targets, weights } = batchOf(rows, 200);
    expect(ids.shape).toEqual([2, 200]);
    const next = Array.from(targets.data as BigInt64Array, Number);
    expect(Array.from(ids.data as BigInt64Array, Number).slice(1, 12)).toEqual(next.slice(0, 11));
    expect(tokenizer.decode(next.filter((_, i) => weights.data[i] === 1))).toBe(
      "b<|im_end|>Hello 月<|im_end|>Bye<|im_end|>",
    );
    expect(() => batchOf(rows, 20)).toThrow("tokens in a row for 21. Leave it out.");
  });

  it("weigh in a preference what differs alone", () => {
    const { rows } = preparePreferences(tokenizer, examples, 200);
    const said = ({ ids, answers }: { ids: readonly number[]; answers: readonly number[] }) =>
      tokenizer.decode(ids.filter((_, i) => answers[i] === 1));
    expect(rows.map(({ chosen, rejected }) => [said(chosen), said(rejected)])).toEqual([
      ["yes<|im_end|>", "no<|im_end|>"],
    ]);
  });

  it("take every row once in an epoch, and are the same for the same seed and step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }), fc.nat(), (count, batch, seed) => {
        const rows = Array.from({ length: count }, (_, i) => i);
        const epochs = Array.from({ length: count }, (_, step) => rowsAt(rows, batch, seed, step)).flat();
        for (let epoch = 0; epoch < batch; epoch++) {
          expect(epochs.slice(epoch * count, (epoch + 1) * count).sort((a, b) => a - b)).toEqual(rows);
        }
        expect(rowsAt(rows, batch, seed, 3)).toEqual(rowsAt(rows, batch, seed, 3));
      }),
    );
    expect(() => rowsAt([], 1, 0, 0)).toThrow("chat: no examples.");
  });
});
