import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import { drawBrief, poemSource } from "./batches.ts";
import { buildPoems } from "./build.ts";
import { cleanPoem, cleanTitle } from "./clean.ts";
import { Collection } from "./collection.ts";
import { editions } from "./editions.testing.ts";
import { formatPoem, isHeldOut, openPoems, POEMS_FORMAT } from "./file.ts";
import { type Poem, poemPrompt, poemText } from "./poem.ts";
import { modernCharacters } from "./variants.ts";
import { END, poemTokenizer, prolificPoets, promptTokens } from "./vocabulary.ts";

const poems = editions.map(cleanPoem) as Poem[];

describe("a cleaned poem", () => {
  it("has its form, its verses, and a title without notes and numbers", () => {
    expect(poems.map(({ form }) => form)).toEqual(["五绝", "五绝", "七绝", "五律", "七律", "五古"]);
    expect(poems[1]).toEqual({
      form: "五绝",
      author: "王之渙",
      title: "登鸛雀樓",
      lines: ["白日依山盡", "黃河入海流", "欲窮千里目", "更上一層樓"],
    });
    expect(poems[4]!.lines[7]).toBe("走馬蘭臺類斷蓬");
  });

  it.each([
    ["□", "白日依山□，黃河入海流。欲窮千里目，更上一層樓。", "missing characters"],
    ["a gap that a note tells of", "白日依山盡，黃河入海流。（下缺）欲窮千里目，更上一層樓。", "missing characters"],
    [
      "a character that had to be described",
      "白日依山{扷/韭}，黃河入海流。欲窮千里目，更上一層樓。",
      "missing characters",
    ],
    ["lines of two lengths", "君不見黃河之水天上來，奔流到海不復回。", "other verse"],
    ["two lines", "白日依山盡，黃河入海流。", "other verse"],
  ])("is refused with %s", (_, text, why) => {
    expect(cleanPoem({ title: "", author: "", paragraphs: [text] })).toBe(why);
  });

  it("is refused where only verses were handed down", () => {
    expect(cleanPoem({ ...editions[0]!, title: "句  其一" })).toBe("fragment");
  });

  it("keeps what an editor supplied, and quotation marks leave no trace", () => {
    const text = "白日依山[盡]，「黃河入海流」。欲窮千里目（目，一作（見《集》）眼），更上一層樓？";
    expect(cleanPoem({ title: "", author: "佚名", paragraphs: [text] })).toEqual({
      ...poems[1],
      author: "",
      title: "",
    });
  });

  it.each([
    ["丁端叔送牡丹  其二", "丁端叔送牡丹"],
    ["李德裕相公贬崖州三首 二", "李德裕相公贬崖州"],
    ["诗（并序） 八十七", ""],
    ["祫享八首 迎神用《兴安》。 其三", "祫享八首，迎神用兴安"],
    ["失题", ""],
    ["字".repeat(21), ""],
  ])("of the title %s: %s", (title, clean) => {
    expect(cleanTitle(title)).toBe(clean);
  });

  it("is written with today's characters", () => {
    expect(modernCharacters("疎鴈髣髴山")).toBe("疏雁仿佛山");
    expect(modernCharacters("床前明月光")).toBe("床前明月光");
  });
});

describe("a collection", () => {
  it("keeps the first of poems that share two lines", () => {
    const collection = new Collection();
    const [first] = editions;
    collection.add(first!);
    collection.add({ ...first!, paragraphs: ["床前明月光，疑是地上霜。", "舉頭望山月，低頭思故鄉。"] });
    collection.add(editions[1]!);
    const kept = collection.finished(1);
    expect(kept.map(({ author }) => author)).toEqual(["李白", "王之渙"]);
    expect(collection.report(kept)).toMatchObject({ poems: { 五绝: 2 }, length: 40, leftOut: { "said before": 1 } });
  });

  it("leaves out poems with rare characters", () => {
    const collection = new Collection();
    for (const poem of editions) collection.add(poem);
    expect(collection.finished(1)).toHaveLength(6);
    expect(collection.finished(2)).toHaveLength(0);
  });
});

describe("a poem's text", () => {
  it("is a heading and couplets", () => {
    const { lines } = poems[1]!;
    const text = "白日依山盡，黃河入海流。\n欲窮千里目，更上一層樓。";
    expect(poemText({ form: "五绝", lines })).toBe(`五绝\n${text}`);
    expect(poemText({ form: "五绝", title: "楼", lines })).toBe(`五绝《楼》\n${text}`);
    expect(poemText({ form: "五绝", author: "李白", title: "", lines })).toBe(`五绝·李白\n${text}`);
    expect(poemText({ form: "五绝", author: "李白", title: "楼", lines })).toBe(`五绝·李白《楼》\n${text}`);
  });

  it("begins with the prompt", () => {
    for (const poem of poems) {
      expect(poemText(poem).startsWith(poemPrompt({ ...poem, firstLine: poem.lines[0]! }))).toBe(true);
      expect(poemText({ ...poem, author: "" }).startsWith(poemPrompt({ form: poem.form, title: poem.title }))).toBe(
        true,
      );
    }
  });
});

describe("a set on disk", () => {
  it("comes back, split by the first lines", async () => {
    const folder = await mkdtemp(join(tmpdir(), "onda-poems-"));
    await expect(openPoems(folder)).rejects.toThrow(/^poems: no set at .*\. Run: onda data poems --out /);
    const file = join(folder, "poems.txt");
    await writeFile(file, [POEMS_FORMAT, ...poems.map(formatPoem), ""].join("\n"));
    const { training, heldOut } = await openPoems(folder);
    expect([...training, ...heldOut].map(formatPoem).sort()).toEqual(poems.map(formatPoem).sort());
    expect(heldOut).toEqual(poems.filter(isHeldOut));
    await writeFile(file, (await readFile(file, "utf8")).replace("白日依山盡", "白日依山"));
    await expect(openPoems(folder)).rejects.toThrow("poems.txt:3 is no poem. Run: onda data poems");
    await writeFile(file, "another file\n");
    await expect(openPoems(folder)).rejects.toThrow("is not a set of format onda-poems-1");
  });

  it("holds one poem in fifty out", () => {
    const rng = createRng(1);
    const line = () => Array.from({ length: 5 }, () => String.fromCharCode(0x4e00 + rng.int(5000))).join("");
    const held = Array.from({ length: 20_000 }, () => isHeldOut({ lines: [line()] })).filter(Boolean).length;
    expect(held).toBeGreaterThan(340);
    expect(held).toBeLessThan(460);
    expect(isHeldOut({ lines: ["床前明月光"] })).toBe(false); // for ever
  });

  it("needs packages that may be missing", async () => {
    await expect(buildPoems({ out: "nowhere", from: ["file:///nowhere/else.js"] })).rejects.toThrow(
      "poems: 2 data packages are not installed. Run: npm install --no-save chinese-poetry@2.0.1 opencc-js@1.4.2",
    );
  });
});

describe("batches of poems", () => {
  const many = Array.from({ length: 40 }, (_, i) => poems[i % poems.length]!);
  const tokenizer = poemTokenizer(many, 1);
  const options = { tokenizer, poets: ["李白", "杜甫"], batch: 3, length: 96, seed: 7 };
  const source = poemSource(many, options);
  const rowsOf = (batch: ReturnType<typeof source.at>) =>
    Array.from({ length: 3 }, (_, row) => {
      const cut = (data: ArrayLike<number | bigint>) =>
        Array.from(data)
          .slice(row * 96, (row + 1) * 96)
          .map(Number);
      const [ids, targets, weights] = [batch.ids, batch.targets, batch.weights].map(({ data }) => cut(data));
      return { ids: ids!, targets: targets!, weights: weights! };
    });

  it("are whole poems behind an end each, all of them in an epoch", () => {
    const texts = new Set(many.map(({ lines }) => poemText({ form: "五绝", lines }).split("\n").slice(1).join("\n")));
    let seen = 0;
    for (let step = 0; step < source.stepsPerEpoch; step++) {
      for (const { ids, targets, weights } of rowsOf(source.at(step))) {
        const used = targets.lastIndexOf(tokenizer.specialId(END)) + 1;
        const text = tokenizer.decode([ids[0]!, ...targets.slice(0, used)]);
        expect(ids.slice(1, used)).toEqual(targets.slice(0, used - 1));
        expect(weights.slice(used).every((weight) => weight === 0)).toBe(true);
        for (const poem of text.split(END).filter(Boolean)) {
          seen++;
          const [heading, ...verses] = poem.split("\n");
          expect(heading).toMatch(/^[五七][绝律古](·(李白|杜甫))?(《.+》)?$/);
          expect(texts).toContain(verses.join("\n"));
        }
        const counted = weights.slice(0, used).filter((weight) => weight === 1);
        const verses = text
          .split(END)
          .filter(Boolean)
          .map((poem) => poem.slice(poem.indexOf("\n") + 1));
        expect(counted).toHaveLength(verses.join("").length + verses.length);
      }
    }
    expect(seen).toBeGreaterThan(40 - 9); // the last rows may be no whole batch
    expect(seen).toBeLessThanOrEqual(40);
    expect(source.filled).toBeGreaterThan(0.8);
  });

  it("begin as prompts do", () => {
    const tokensOf = (poem: Poem) => poemSource([poem], { ...options, batch: 1 }).at(0).ids.data;
    for (const poem of poems.filter(({ author }) => author === "李白")) {
      const briefs = [0, 1, 2, 3].map((bits) => ({
        form: poem.form,
        firstLine: poem.lines[0]!,
        ...(bits & 1 ? { author: poem.author } : {}),
        ...(bits & 2 ? { title: poem.title } : {}),
      }));
      const prompts = briefs.map((brief) => promptTokens(tokenizer, brief).join());
      const row = Array.from(tokensOf(poem), Number).join();
      expect(prompts.filter((prompt) => row.startsWith(`${prompt},`))).toHaveLength(1);
    }
  });

  it("are a function of seed and step, and another epoch is another", () => {
    const later = poemSource(many, options);
    for (const step of [7, 0, 3]) expect(later.at(step)).toEqual(source.at(step));
    expect(source.at(source.stepsPerEpoch + 1).ids.data).not.toEqual(source.at(0).ids.data);
    expect(poemSource(many, { ...options, seed: 8 }).at(0)).not.toEqual(source.at(0));
  });

  it("leave out what is too long, and say so", () => {
    expect(poemSource(many, { ...options, length: 40 }).tooLong).toBe(
      many.filter((p) => p.lines.join("").length > 28).length,
    );
    expect(() => poemSource(many, { ...options, length: 20 })).toThrow("poems: none of 40 fits a row of 20 tokens.");
  });

  it("show poet and title in every combination", () => {
    const rng = createRng(3);
    const drawn = Array.from({ length: 400 }, () => drawBrief(poems[0]!, rng, new Set(["李白"])));
    const share = (is: (brief: (typeof drawn)[number]) => boolean) => drawn.filter(is).length / drawn.length;
    expect(share(({ author }) => author !== undefined)).toBeCloseTo(0.5, 1);
    expect(share(({ title }) => title !== undefined)).toBeCloseTo(0.8, 1);
    expect(new Set(drawn.map((brief) => Object.keys(brief).join())).size).toBe(4);
    expect(drawBrief(poems[0]!, rng, new Set())).not.toHaveProperty("author");
  });
});

describe("the vocabulary", () => {
  it("holds what is frequent, the layout and bytes", () => {
    const tokenizer = poemTokenizer(poems, 3);
    expect(tokenizer.model.kind === "characters" && tokenizer.model.characters).toContain("月");
    for (const text of ["七律·《》\n，。", "𪩘 any title?"])
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    expect(tokenizer.encode("七律·《》\n，。")).toHaveLength(8);
    expect(tokenizer.encode("鸛")).toHaveLength(3);
  });

  it("knows the poets of most poems", () => {
    expect(prolificPoets([...poems, poems[3]!], 2)).toEqual(["杜甫", "孟郊"]);
  });
});
