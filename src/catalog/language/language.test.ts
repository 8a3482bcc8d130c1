// A language model from its file: pieces, seeds, conversations that grow, and requests that break a rule.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeModel } from "../describe.ts";
import { findModel } from "../models.ts";
import { saveTinyWriter } from "../tiny-language.testing.ts";
import { saveTinyPainter } from "../tiny-painter.testing.ts";
import { fitConversation, startConversation } from "./conversation.ts";
import { type OpenLanguage, openLanguage, type Prompt } from "./open.ts";
import { completeTextRequest, textDefaults } from "./request.ts";
import { writeTexts } from "./texts.ts";

let folder: string;
let model: OpenLanguage;
const file = (name: string) => join(folder, `${name}.safetensors`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-language-"));
  await saveTinyWriter(file("chat"), "chat", { metadata: { validation: "2.0000", step: "7" } });
  model = await openLanguage(file("chat"), { threads: 1 });
});
afterAll(async () => {
  await model?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const settings = { ...textDefaults.chat, temperature: 1, topP: 1, stop: [], maxTokens: 30 };
const write = (prompts: { prompt: Prompt; seed: number | string }[], more = {}) =>
  writeTexts(model, prompts, { ...settings, ...more });

describe("an opened model", () => {
  it("gives pieces that are the tokens' text, whatever bytes they are", async () => {
    const ids: number[] = [];
    let text = "";
    for await (const piece of model.generate(["hello"], { seed: 3, maxTokens: 60 })) {
      if (piece.id !== undefined) ids.push(piece.id);
      text += piece.text;
    }
    expect(text).toBe(model.tokenizer.decode(ids, { special: false }));
    expect(text).toContain("\ufffd"); // random bytes are hardly ever UTF-8
  });

  it("writes with its seed the same text alone and among others", async () => {
    const [a, b, c] = await write([
      { prompt: "one", seed: 1 },
      { prompt: "another prompt", seed: 2 },
      { prompt: "one", seed: "1:1" },
    ]);
    expect((await write([{ prompt: "another prompt", seed: 2 }]))[0]).toEqual(b);
    expect(a!.text).not.toBe(c!.text);
    expect(a!.promptTokens).toBe(model.read("one").ids.length);
    expect(a!.tokens).toBeLessThanOrEqual(30);
  });

  it("writes more texts than it makes at once", async () => {
    const prompts = Array.from({ length: 11 }, (_, seed) => ({ prompt: "x", seed }));
    const texts = await write(prompts, { maxTokens: 4 });
    expect(texts).toHaveLength(11);
    expect((await write([prompts[9]!], { maxTokens: 4 }))[0]!.text).toBe(texts[9]!.text);
  });

  it("serves calls side by side", async () => {
    const both = await Promise.all([1, 2].map((seed) => write([{ prompt: "side", seed }])));
    for (const [i, texts] of both.entries()) expect(texts).toEqual(await write([{ prompt: "side", seed: i + 1 }]));
  });

  it("stops when it is told to, and says so", async () => {
    const stop = new AbortController();
    const texts = await writeTexts(model, [{ prompt: "x", seed: 1 }], settings, {
      signal: stop.signal,
      onText: () => stop.abort(),
    });
    expect(texts[0]).toMatchObject({ ending: "aborted" });
  });

  it("writes JSON that fits a schema, also where there is hardly room", async () => {
    const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    const [text] = await write([{ prompt: "x", seed: 1 }], { schema, maxTokens: 12 });
    expect(JSON.parse(text!.text)).toEqual({ n: expect.any(Number) });
    await expect(write([{ prompt: "x", seed: 1 }], { schema, maxTokens: 3 })).rejects.toThrow(
      /maxTokens is 3, and the shortest text that fits needs \d/,
    );
    const long = { type: "string", minLength: 300 };
    await expect(write([{ prompt: "x", seed: 1 }], { schema: long, maxTokens: 1000 })).rejects.toThrow(
      /needs 302, but the model looks back on 256/,
    );
  });

  it("refuses a prompt that is longer than its context", async () => {
    await expect(write([{ prompt: "x".repeat(300), seed: 1 }])).rejects.toThrow(/looks back on 256/);
  });
});

describe("opening", () => {
  it("says what is wrong with a file", async () => {
    await saveTinyPainter(file("painter"));
    await writeFile(file("broken"), "nothing");
    await expect(openLanguage(file("painter"))).rejects.toThrow(/is onda-painter-2, not onda-language-1/);
    await expect(openLanguage(file("broken"))).rejects.toThrow(/broken\.safetensors/);
    await expect(openLanguage(file("gone"))).rejects.toThrow(/does not exist/);
    await expect(openLanguage("poet", { folder })).rejects.toThrow(
      "the model poet is not here yet. Train it: onda train recipes/poet.",
    );
    await expect(openLanguage("nobody", { folder })).rejects.toThrow(/no model is in/);
  });

  it("continues text, sparse models too, and does not answer", async () => {
    await saveTinyWriter(file("sparse"), "text", { sparse: true });
    const text = await openLanguage(file("sparse"), { threads: 1 });
    expect(text.read("ab")).toEqual({ ids: [97, 98], values: new Map() });
    expect(() => text.read([{ role: "user", content: "hi" }])).toThrow(/was not taught to answer/);
    expect(() => startConversation(text)).toThrow(/Give a model for conversations/);
    const [written] = await writeTexts(text, [{ prompt: "ab", seed: 1 }], { ...settings, maxTokens: 5 });
    expect(written).toMatchObject({ tokens: 5, ending: "length" });
    await text.dispose();
  });

  it("says in words what a file holds", async () => {
    const { config, training } = await describeModel(await findModel(file("chat")));
    expect(Object.fromEntries(config)).toMatchObject({
      writes: "answers in a conversation, and texts by a brief",
      "looks back on": "256 tokens",
      vocabulary: "258 tokens, of byte pairs",
      network: "2 layers of width 16 with 4 attention heads that share 2 for keys and values",
    });
    expect(Object.fromEntries(training)).toEqual({
      validation: "2 nats a token, a perplexity of 7.39",
      "saved at step": "7",
    });
    await saveTinyWriter(file("sparse"), "text", { sparse: true });
    const sparse = await describeModel(await findModel(file("sparse")));
    expect(Object.fromEntries(sparse.config)["feed-forward"]).toMatch(/^4 experts, each \d+ wide; 2 work on a token$/);
  });
});

describe("a conversation", () => {
  const request = { maxTokens: 8, seed: 5, temperature: 1, topP: 1 };

  it("answers as if all of it were read anew", async () => {
    const talk = startConversation(model, request, "Facts:\nprice: 3");
    const first = await talk.ask("hello");
    const second = await talk.ask("and now?");
    expect([first.seed, second.seed]).toEqual([5, 6]);
    const messages = talk.messages.slice(0, 3);
    const [again] = await write([{ prompt: [{ role: "system", content: "Facts:\nprice: 3" }, ...messages], seed: 6 }], {
      maxTokens: 8,
    });
    expect(second.text).toBe(again!.text);
    expect(talk.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
  });

  it("takes its last answer back, and gives another", async () => {
    const talk = startConversation(model, request);
    await expect(async () => talk.retry()).rejects.toThrow(/no answer yet/);
    const first = await talk.ask("hello");
    const second = await talk.retry();
    expect(talk.messages).toEqual([
      { role: "user", content: "hello" },
      { role: "assistant", content: second.text },
    ]);
    expect(second.text).not.toBe(first.text);
    talk.seed = 5;
    expect((await talk.retry()).text).toBe(first.text);
  });

  it("keeps what was said of an answer that is stopped, and nothing of one that had not begun", async () => {
    const talk = startConversation(model, { ...request, maxTokens: 60 });
    expect((await talk.ask("hello", { signal: AbortSignal.abort() })).ending).toBe("aborted");
    expect(talk.messages).toEqual([]);
    const stop = new AbortController();
    const answer = await talk.ask("hello", { signal: stop.signal, onText: () => stop.abort() });
    expect(talk.messages.at(-1)).toEqual({ role: "assistant", content: answer.text });
  });

  it("leaves out the oldest turns, and the same ones for some time", async () => {
    const talk = startConversation(model, request, "be kind");
    const left: number[] = [];
    for (let i = 0; i < 9; i++) left.push((await talk.ask(`message number ${i}, and a little more`)).leftOut);
    expect(left[0]).toBe(0);
    expect(left.at(-1)).toBeGreaterThan(0);
    expect(left.every((n, i) => n % 2 === 0 && (i === 0 || n >= left[i - 1]!))).toBe(true);
    expect(new Set(left).size).toBeLessThan(left.length - 2);
    expect(talk.messages).toHaveLength(18);
  });

  it("refuses what cannot be read, and is as before", async () => {
    const talk = startConversation(model, request);
    await expect(async () => talk.ask(" ")).rejects.toThrow(/message is empty/);
    await expect(talk.ask("x".repeat(300))).rejects.toThrow(/the message has \d+ tokens/);
    expect(talk.messages).toEqual([]);
    const head = [{ role: "system", content: "x".repeat(250) }] as const;
    expect(() => fitConversation(model, head, [{ role: "user", content: "?" }])).toThrow(/system message and files/);
  });
});

describe("a request", () => {
  it("is filled in", () => {
    expect(completeTextRequest({ seed: 1 }, "poems")).toEqual({ seed: 1, count: 1, stop: [], ...textDefaults.poems });
    expect(completeTextRequest({ temperature: 0, topK: 3 }, "chat")).toMatchObject({ temperature: 0, topK: 3 });
  });

  it.each([
    [{ temperature: 3 }, "temperature is 3. It must be from 0 to 2."],
    [{ temperature: Number.NaN }, "temperature is NaN"],
    [{ topP: 0 }, "topP is 0. It must be from 0.01 to 1."],
    [{ topK: 1.5 }, "topK is 1.5. It must be a whole number"],
    [{ minP: 1 }, "minP is 1"],
    [{ repetitionPenalty: 0 }, "repetitionPenalty is 0"],
    [{ maxTokens: 0 }, "maxTokens is 0"],
    [{ seed: -1 }, "seed is -1"],
    [{ count: 101 }, "count is 101"],
    [{ stop: [""] }, "the length of a stop string is 0"],
    [{ schema: { type: "integer", minimum: 5, maximum: 4 } }, "schema: "],
    [{ schema: { type: "string", pattern: "a" } }, "pattern"],
  ])("refuses %j", (request, message) => {
    expect(() => completeTextRequest(request, "chat")).toThrow(message);
    try {
      completeTextRequest(request, "chat");
    } catch (error) {
      expect((error as Error).name).toBe("RequestError");
    }
  });
});
