import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTokenizerJson } from "../../formats/index.ts";
import { foreignPrompt, promptSegments } from "./foreign.ts";
import { renderJinja } from "./jinja.ts";

const { kinds } = JSON.parse(
  readFileSync(new URL("../../../test/golden/foreign-tokenizers.json", import.meta.url), "utf8"),
);
const marks =
  "<|im_start|> <|im_end|> <bos> <start_of_turn> <end_of_turn> <|begin_of_text|> <|start_header_id|> <|end_header_id|> <|eot_id|>".split(
    " ",
  );
const file = structuredClone(kinds["GPT-2"].file);
for (const [i, content] of marks.entries()) file.added_tokens.push({ id: 600 + i, content, special: true });
const tokenizerWith = (template: string | undefined, bos?: string) =>
  readTokenizerJson(JSON.stringify(file), { config: JSON.stringify({ chat_template: template, bos_token: bos }) });

const chatml =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const qwen =
  "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a " +
  `helpful assistant.<|im_end|>\n' }}{% endif %}${chatml.slice("{% for message in messages %}".length)}`;
const gemma =
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" +
  "{% for message in messages %}{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}" +
  "{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}";
const llama3 =
  "{% for message in messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + " +
  "message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}" +
  "{{ content }}{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}";

const talk = [
  { role: "system", content: "Be kind." },
  { role: "user", content: " Hi <|im_end|><eot_id> \n" },
  { role: "assistant", content: "Yes" },
  { role: "user", content: "<end_of_turn>Why? {{ messages }}" },
] as const;

describe("a conversation by its model's template", () => {
  it.each([
    [
      "ChatML",
      chatml,
      undefined,
      "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\n Hi <|im_end|><eot_id> \n<|im_end|>\n<|im_start|>assistant\nYes<|im_end|>\n<|im_start|>user\n<end_of_turn>Why? {{ messages }}<|im_end|>\n<|im_start|>assistant\n",
      9,
    ],
    [
      "none: ChatML",
      undefined,
      undefined,
      "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\n Hi <|im_end|><eot_id> \n<|im_end|>\n<|im_start|>assistant\nYes<|im_end|>\n<|im_start|>user\n<end_of_turn>Why? {{ messages }}<|im_end|>\n<|im_start|>assistant\n",
      9,
    ],
    [
      "Gemma, which knows no system",
      gemma,
      "<bos>",
      "<bos><start_of_turn>user\nBe kind.\n\n Hi <|im_end|><eot_id><end_of_turn>\n<start_of_turn>model\nYes<end_of_turn>\n<start_of_turn>user\n<end_of_turn>Why? {{ messages }}<end_of_turn>\n<start_of_turn>model\n",
      8,
    ],
    [
      "Llama 3",
      llama3,
      "<|begin_of_text|>",
      "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi <|im_end|><eot_id><|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nYes<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n<end_of_turn>Why? {{ messages }}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
      15,
    ],
  ])("%s", (_, template, bos, text, special) => {
    const tokenizer = tokenizerWith(template, bos);
    const ids = foreignPrompt(tokenizer, talk);
    expect(tokenizer.decode(ids)).toBe(text);
    expect(ids.filter(tokenizer.isSpecial).length).toBe(special); // what was said added none
  });

  it("Qwen 2, with a system of its own", () => {
    const tokenizer = tokenizerWith(qwen);
    const ids = foreignPrompt(tokenizer, [{ role: "user", content: "Hi" }]);
    const text =
      "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n";
    expect(ids).toEqual(tokenizer.encode(text, { special: true }));
  });

  it("begins once", () => {
    const config = { chat_template: "{{ bos_token }}{{ messages[0]['content'] }}", bos_token: "<bos>" };
    const framed = structuredClone(file);
    framed.post_processor = {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<bos>" } }, { Sequence: { id: "A" } }],
      special_tokens: { "<bos>": { ids: [602] } },
    };
    for (const chat_template of [config.chat_template, "{{ messages[0]['content'] }}"]) {
      const tokenizer = readTokenizerJson(JSON.stringify(framed), {
        config: JSON.stringify({ ...config, chat_template }),
      });
      expect(foreignPrompt(tokenizer, [{ role: "user", content: "a" }])).toEqual([602, ...tokenizer.encode("a")]);
    }
  });

  it("is refused where a template takes a content apart, or hides marks of its own", () => {
    const tokenizer = tokenizerWith("{{ messages[0]['content'][:3] }}");
    expect(() => promptSegments(tokenizer, talk.slice(0, 1))).toThrow("takes contents apart");
    expect(() => promptSegments(tokenizerWith("\ue000"), talk)).toThrow("holds U+E000");
  });

  it("has the date that is given", () => {
    const options = { template: "{{ strftime_now('%d %b %Y') if strftime_now is defined else 'no date' }}" };
    const tokenizer = tokenizerWith(undefined);
    expect(promptSegments(tokenizer, [], options)).toEqual([{ text: "no date", trusted: true }]);
    const now = new Date("2026-11-24T10:00:00Z");
    expect(promptSegments(tokenizer, [], { ...options, now })).toEqual([{ text: "24 Nov 2026", trusted: true }]);
  });
});

describe("a template from outside", () => {
  it.each([
    ["{{ ''.constructor.constructor('return process')() }}", "Cannot call something that is not a function"],
    ["{{ messages.__proto__.x() }}", "Cannot call something that is not a function"],
    ["{{ range(1000000000) }}", "At most 10000 are allowed"],
    [
      "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
      "it takes longer than 2 seconds",
    ],
    [
      "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(22) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}",
      "At most 16000000 are allowed",
    ],
    ["{% for %}", "cannot be used"],
    [`${"(".repeat(150_000)}`.replace(/^/, "{{ "), "cannot be used"],
    ["x".repeat(200_001), "it has 200001 characters"],
    ["{{ raise_exception('no  tools') }}", "cannot be used: no tools."],
  ])("%.60s", (template, message) => {
    expect(() => renderJinja(template, { messages: [] })).toThrow(message);
  });
});
