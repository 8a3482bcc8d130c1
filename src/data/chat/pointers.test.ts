import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../../formats/index.ts";
import { labelMark, marksOf, markValues, pointAtValues, pointerMarks, pointerReader } from "./pointers.ts";
import { type ChatMessage, chatMarks, chatPrompt, chatTokens } from "./template.ts";

const names = [
  ...[labelMark(["tone", "语气"], ["calm", "平静"]), labelMark(["tone", "语气"])],
  ...[...pointerMarks(["price", "价格"]), ...pointerMarks(["hours"])],
  ...[...pointerMarks(["特点", "features"], 3), ...pointerMarks([], 2)],
];
const tokenizer = createTokenizer({
  kind: "byte-pairs",
  merges: [],
  special: [...Object.values(chatMarks), ...names],
});
const id = (name: string) => tokenizer.specialId(name);
const nameOf = new Map(names.map((name) => [id(name), name]));

/** Marks by their names, and what they point at. */
const marked = (content: string) => {
  const values = new Map<number, string>();
  const pieces = markValues(content, marksOf(tokenizer), values);
  return {
    text: pieces.map((piece) => (typeof piece === "number" ? nameOf.get(piece) : piece)).join(""),
    values: [...values].map(([id, value]) => [nameOf.get(id), value]),
  };
};

describe("values", () => {
  it("stand behind keys, in lines or in one, in both languages, and are marked by their keys", () => {
    expect(marked("Write copy.\nprice: $1,000, from $5\n- Hours: 9 to 6").values).toEqual([
      ["<|@price,价格|>", "$1,000, from $5"],
      ["<|@hours|>", "9 to 6"],
    ]);
    expect(marked("Write a plan. price: 33750 USD; weeks: 8; budget: 2").text).toBe(
      "Write a plan. price: <|@price,价格|>33750 USD; weeks: <|@|>8; budget: <|@ 2|>2",
    );
    expect(marked("写文案。\n价格：¥20\n停车: 没有，请坐地铁").values).toEqual([
      ["<|@price,价格|>", "¥20"],
      ["<|@|>", "没有，请坐地铁"],
    ]);
  });

  it("are the items of a list where their key has several marks", () => {
    expect(marked("特点：轻便、耐用").text).toBe("特点：<|@特点,features|>轻便、<|@特点,features 2|>耐用");
    expect(marked("Features: aa; bb; cc; dd").values.map(([name]) => name)).toEqual([
      "<|@特点,features|>",
      "<|@特点,features 2|>",
      "<|@特点,features 3|>",
      "<|@|>",
    ]);
  });

  it("are none in plain words, in times and in addresses", () => {
    for (const words of ["When do you open?", "at 10:30", "see https://a.b", "好的，谢谢"]) {
      expect(marked(words)).toEqual({ text: words, values: [] });
    }
  });

  it("are only named where they are not to be repeated", () =>
    expect(["tone: Calm", "语气：平静", "tone: wild, calm"].map(marked)).toEqual([
      { text: "tone: <|#tone,语气=calm,平静|>Calm", values: [] },
      { text: "语气：<|#tone,语气=calm,平静|>平静", values: [] },
      { text: "tone: <|#tone,语气|>wild, calm", values: [] },
    ]));

  it("are marked alike where they are the same, and no more than can be pointed at", () => {
    expect(marked("a: xx\nb: xx").text).toBe("a: <|@|>xx\nb: <|@|>xx");
    expect(marked("price: 10\nprice: 20").text).toBe("price: <|@price,价格|>10\nprice: <|@|>20");
    expect(marked("a: xx\nb: yy\nc: zz").text).toBe("a: <|@|>xx\nb: <|@ 2|>yy\nc: zz");
  });
});

describe("an answer", () => {
  const values = (...list: string[]) => new Map(list.map((value, i) => [i, value]));

  it("points wherever the value comes out as it was written", () => {
    const given = values("walnut bread", "$6", "8");
    expect(pointAtValues("Walnut bread! Our walnut bread, $6.", given)).toEqual([0, "! Our ", 0, ", ", 1, "."]);
    expect(pointAtValues("walnut bread for 18 walnut breads, $65", given)).toEqual([
      "walnut bread for 18 walnut breads, $65",
    ]);
    expect(pointAtValues("weeks 7–8", given)).toEqual(["weeks 7–", 2]);
  });

  it("is a single word behind the sign of a hashtag", () =>
    expect(pointAtValues("#walnutbread #6", values("walnut bread", "$6"))).toEqual(["#", 0, " #", 1]));

  it("takes the longest value", () =>
    expect(pointAtValues("a red wine", values("red", "red wine"))).toEqual(["a ", 1]));
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
    expect(answer.filter((id) => nameOf.has(id))).toEqual([id("<|@hours|>"), id("<|@|>")]);
    const stream = pointerReader(tokenizer, values).stream({ special: false });
    expect(answer.map((id) => stream.push(id)).join("") + stream.end()).toBe(talk[2]!.content);
    expect(chatPrompt(tokenizer, talk.slice(0, 2)).values).toEqual(values);
  });

  it("say nothing where there is no such value", () => {
    const [hours, other] = [id("<|@hours|>"), id("<|@|>")];
    const stream = pointerReader(tokenizer, new Map([[hours, "a"]])).stream({ special: false });
    expect([other, hours, other].map((id) => stream.push(id))).toEqual(["", "A", ""]);
  });

  it("are not there where the tokenizer has none", () => {
    const plain = createTokenizer({ kind: "byte-pairs", merges: [], special: Object.values(chatMarks) });
    const { ids, values } = chatTokens(plain, talk);
    expect(values.size).toBe(0);
    expect(plain.decode(ids)).toContain("hours: 9 to 6\nphone");
  });

  it("give back any answer to any values", () => {
    const words = fc.stringMatching(/^[ab .!\n月1,#]{0,12}$/);
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
