import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../../formats/index.ts";
import { markValues, pointAtValues, pointerMarks, pointerReader } from "./pointers.ts";
import { type ChatMessage, chatMarks, chatPrompt, chatTokens } from "./template.ts";

const special = [...Object.values(chatMarks), ...pointerMarks];
const tokenizer = createTokenizer({ kind: "byte-pairs", merges: [], special });
const first = tokenizer.specialId(pointerMarks[0]!);

const marked = (content: string, most = 40) => {
  const values: string[] = [];
  return { pieces: markValues(content, values, most), values };
};

describe("values", () => {
  it("stand behind keys, in lines or in one, in both languages, as items of lists", () => {
    expect(marked("Write copy.\nproduct: walnut bread\nprice: $1,000, from $5").values).toEqual([
      "walnut bread",
      "$1,000",
      "from $5",
    ]);
    expect(marked("Write a plan. weeks: 8; budget: 33750 USD; soon").values).toEqual(["8", "33750 USD", "soon"]);
    expect(marked("写文案。\n产品：眼镜绿萝\n特点：轻便、耐用").values).toEqual(["眼镜绿萝", "轻便", "耐用"]);
    expect(marked("停车: 没有，请坐地铁").values).toEqual(["没有", "请坐地铁"]);
  });

  it("are none in plain words, in times and in addresses", () => {
    for (const words of ["When do you open?", "at 10:30", "see https://a.b", "好的，谢谢"]) {
      expect(marked(words).values).toEqual([]);
    }
  });

  it("are marked once, in front, and no more than can be pointed at", () => {
    expect(marked("a: xx\nb: xx").pieces).toEqual(["a: ", 0, "xx", "\n", "b: ", 0, "xx"]);
    expect(marked("a: xx\nb: yy", 1)).toEqual({ pieces: ["a: ", 0, "xx", "\n", "b: ", "yy"], values: ["xx"] });
  });
});

describe("an answer", () => {
  it("points wherever the value comes out as it was written", () => {
    const values = ["walnut bread", "$6", "8"];
    expect(pointAtValues("Walnut bread! Our walnut bread, $6.", values)).toEqual([0, "! Our ", 0, ", ", 1, "."]);
    expect(pointAtValues("walnut bread for 18 walnut breads, $65", values)).toEqual([
      "walnut bread for 18 walnut breads, $65",
    ]);
    expect(pointAtValues("weeks 7–8", values)).toEqual(["weeks 7–", 2]);
  });

  it("takes the longest value", () => expect(pointAtValues("a red wine", ["red", "red wine"])).toEqual(["a ", 1]));
});

describe("pointers in tokens", () => {
  const talk: ChatMessage[] = [
    { role: "system", content: "hours: 9 to 6\nphone: 555-123" },
    { role: "user", content: "When? And your phone?" },
    { role: "assistant", content: "9 to 6. Call 555-123, 月." },
  ];

  it("are what an answer is learned by, and come out as their values", () => {
    const { ids, answers, values } = chatTokens(tokenizer, talk);
    const answer = ids.filter((_, i) => answers[i] === 1).slice(0, -1);
    expect(answer.filter((id) => id >= first)).toEqual([first, first + 1]);
    const stream = pointerReader(tokenizer, values).stream({ special: false });
    expect(answer.map((id) => stream.push(id)).join("") + stream.end()).toBe(talk[2]!.content);
    expect(chatPrompt(tokenizer, talk.slice(0, 2)).values).toEqual(values);
  });

  it("say nothing where there is no such value", () => {
    const stream = pointerReader(tokenizer, ["a"]).stream({ special: false });
    expect([first + 1, first, first + 39].map((id) => stream.push(id))).toEqual(["", "A", ""]);
  });

  it("are not there where the tokenizer has none", () => {
    const plain = createTokenizer({ kind: "byte-pairs", merges: [], special: Object.values(chatMarks) });
    const { ids, values } = chatTokens(plain, talk);
    expect(values).toEqual([]);
    expect(plain.decode(ids)).toContain("hours: 9 to 6\nphone");
  });

  it("give back any answer to any values", () => {
    const words = fc.stringMatching(/^[ab .!\n月1,]{0,12}$/);
    fc.assert(
      fc.property(fc.array(words, { maxLength: 5 }), words, (items, content) => {
        const messages: ChatMessage[] = [
          { role: "user", content: items.map((item) => `k: ${item}`).join("\n") },
          { role: "assistant", content },
        ];
        const { ids, answers, values } = chatTokens(tokenizer, messages);
        const stream = pointerReader(tokenizer, values).stream({ special: false });
        const answer = ids.filter((_, i) => answers[i] === 1);
        expect(answer.map((id) => stream.push(id)).join("") + stream.end()).toBe(content);
        const asked = tokenizer.decode(
          ids.filter((_, i) => answers[i] === 0),
          { special: false },
        );
        expect(asked).toContain(messages[0]!.content);
      }),
    );
  });
});
