// `onda write` and `onda chat` from end to end, as processes, on models of random weights.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { saveTinyWriter } from "../catalog/tiny-language.testing.ts";
import { checkForm } from "../data/index.ts";
import { type Bench, openBench, SLOW } from "./command.testing.ts";

vi.setConfig({ testTimeout: SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  await saveTinyWriter(path("poet.safetensors"), "poems");
  await saveTinyWriter(path("clerk.safetensors"), "chat", { context: 200 });
}, SLOW);
afterAll(() => bench?.dispose());

const path = (...names: string[]) => join(bench.folder, ...names);
const poet = ["--model", "poet.safetensors", "--seed", "7"];
const clerk = ["--model", "clerk.safetensors", "--seed", "7", "--max-tokens", "12"];
const spent = "\\d+ tokens · \\d+ tokens/s · .* s · .* J · .* USD · energy by .*";

describe("onda write poem", () => {
  it("prints the title, the form, and the verses as couplets", async () => {
    const ran = await bench.run("write", "poem", "--title", "春夜", "--author", "李白", ...poet);
    expect(ran.code).toBe(0);
    const [, verses] = /^《春夜》\n七绝 · 仿李白\n\n([\s\S]*)\n$/.exec(ran.stdout)!;
    expect(checkForm(verses!, "七绝")).toEqual([]);
    expect(ran.stderr).toMatch(new RegExp(`\nseed 7 · ${spent}\n$`));
  });

  it("numbers several, each with the seed that makes it again", async () => {
    const ran = await bench.run("write", "poem", "--form", "wujue", "--count", "2", ...poet);
    expect(ran.stdout).toMatch(/^── 1 · seed 7 ──\n\n五绝\n\n.*\n.*\n\n── 2 · seed 8 ──\n\n五绝\n\n.*\n.*\n$/);
    expect(ran.stderr).toMatch(/\nseeds 7 to 8 · /);
    const second = await bench.run("write", "poem", "--form", "wujue", "--model", "poet.safetensors", "--seed", "8");
    expect(ran.stdout.endsWith(second.stdout)).toBe(true);
  });

  it("reads its brief from a pipe, and writes files and JSON", async () => {
    await mkdir(path("poems"));
    const options = ["--count", "2", "--out", "poems", "--json", ...poet];
    const ran = await bench.runWith({ input: "题目：春夜\n体裁: 五律" }, "write", "poem", "--brief", "-", ...options);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    const said = JSON.parse(ran.stdout);
    expect(said).toMatchObject({
      kind: "poem",
      brief: { form: "五律", title: "春夜" },
      texts: [{ seed: 7, ending: "stop", file: "poems/poem-7.txt" }, { seed: 8 }],
      model: { name: "poet", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      spent: { joules: expect.any(Number), cost: expect.any(Number) },
    });
    expect(said.tokens).toBe(said.texts[0].tokens + said.texts[1].tokens);
    expect(await readdir(path("poems"))).toEqual(["poem-7.txt", "poem-8.txt"]);
    expect(await readFile(path("poems", "poem-7.txt"), "utf8")).toBe(`《春夜》\n五律\n\n${said.texts[0].text}\n`);
  });
});

describe("onda write by a brief", () => {
  it("warns of a text that does not say what the brief says, and counts the tries", async () => {
    await writeFile(path("brief.txt"), "产品: 手工皂\n价格：¥28\n");
    const ran = await bench.run("write", "copy", "--brief", "brief.txt", "--tries", "2", ...clerk);
    expect(ran.code).toBe(0);
    expect(ran.stdout.length).toBeGreaterThan(1);
    expect(ran.stderr).toMatch(/onda: the text leaves out "手工皂", "¥28".*; try 2\.\n/);
    expect(ran.stderr).toMatch(/onda: the text is the best of 2 tries, but leaves out .*\. Read it with care\.\n/);
    const json = await bench.run(
      "write",
      "copy",
      "--product",
      "x",
      "--price",
      "$3",
      "--tries",
      "2",
      "--json",
      ...clerk,
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      brief: { language: "en", product: "x", price: "$3" },
      texts: [{ tries: 2, faithful: false, findings: expect.any(Array), seed: 7 }],
    });
  });

  it("lets flags stand over the file, and a pipe be the brief", async () => {
    const input = '{"goal": "open a bakery", "weeks": 4}';
    const ran = await bench.runWith({ input }, "write", "plan", "--tries", "1", "--json", ...clerk);
    expect(JSON.parse(ran.stdout).brief).toEqual({ language: "en", goal: "open a bakery", weeks: "4" });
    await writeFile(path("plan.json"), input);
    const over = await bench.run(
      "write",
      "plan",
      "--brief",
      "plan.json",
      "--weeks",
      "6",
      "--tries",
      "1",
      "--json",
      ...clerk,
    );
    expect(JSON.parse(over.stdout).brief).toMatchObject({ weeks: "6" });
  });

  const refused: [string[], number, RegExp][] = [
    [["copy"], 2, /the brief is empty/],
    [["copy", "--prise", "$3"], 2, /unknown option '--prise' \(Did you mean --price\?\)/],
    [["copy", "--product", "x", "--temperature", "9"], 2, /from 0 to 2/],
    [["copy", "--product", "x", "--model", "poet.safetensors"], 2, /was not taught to follow a brief/],
    [["copy", "--product", "x", "--model", "tiny.safetensors"], 1, /is onda-painter-2, not onda-language-1/],
    [["copy", "--brief", "tiny.safetensors"], 2, /A brief has at most 20000/],
    [["copy", "--brief", "latin.txt"], 2, /latin\.txt is no valid UTF-8/],
    [["copy", "--product", "x".repeat(300), "--model", "clerk.safetensors"], 2, /looks back on 200/],
    [["poem", "--model", "clerk.safetensors"], 2, /was not taught verse/],
    [["poem", "--out", "latin.txt", ...poet], 2, /latin\.txt exists/],
  ];
  it.each(refused)("refuses %j", async (args, code, message) => {
    await writeFile(path("latin.txt"), Buffer.from("product: caf\xe9", "latin1"));
    await writeFile(path("typo.txt"), "prodct: x");
    await bench.refused(["write", ...args], code, message);
  });
});

describe("onda chat", () => {
  const chat = (input: string | Uint8Array, ...more: string[]) => bench.runWith({ input }, "chat", ...clerk, ...more);

  it("answers a line at a time, and says what each answer cost", async () => {
    const ran = await chat("hello\n\nand you?\n");
    expect(ran.code).toBe(0);
    const [way, ...costs] = ran.stderr.trimEnd().split("\n");
    expect(way).toMatch(/ runs in float32, and looks back on \d+ tokens\.$/);
    expect(costs).toHaveLength(2);
    expect(costs[0]).toMatch(new RegExp(`seed 7 · ${spent}$`));
    expect(costs[1]).toMatch(/seed 8 · /);
  });

  it("prints a line of JSON for each answer and each command", async () => {
    const input = "hello\n/retry\n/seed 7\n/reset\nhello\n/cost\n//path\n/exit\nnever\n";
    const ran = await chat(input, "--json", "--system", "be kind", "--temperature", "1", "--top-p", "1");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    const said = ran.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(said).toMatchObject([
      { turn: 1, user: "hello", seed: 7, leftOut: 0, joules: expect.any(Number), cost: expect.any(Number) },
      { turn: 2, user: "hello", seed: 8 },
      { command: "/seed 7", said: "the next seed is 7." },
      { command: "/reset", said: "forgotten." },
      { turn: 3, user: "hello", seed: 7 },
      { command: "/cost", said: expect.stringMatching(/^3 answers · \d+ tokens · /) },
      { turn: 4, user: "/path" },
    ]);
    expect(said[4].assistant).toBe(said[0].assistant);
    expect(said[1].assistant).not.toBe(said[0].assistant);
  });

  it("saves a conversation and goes on with it", async () => {
    const first = await chat("hello\n/save talk.json\nmore\n/save talk.json\n", "--json", "--system", "be kind");
    const [, , more] = first.stdout.split("\n").map((line) => JSON.parse(line || "{}"));
    const saved = JSON.parse(await readFile(path("talk.json"), "utf8"));
    expect(saved).toMatchObject({ format: "onda-chat-1", system: "be kind", seed: 9 });
    expect(saved.messages).toHaveLength(4);
    await writeFile(path("half.json"), JSON.stringify({ ...saved, seed: 8, messages: saved.messages.slice(0, 2) }));
    const again = await chat("/load half.json\nmore\n", "--json");
    expect(JSON.parse(again.stdout.split("\n")[1]!).assistant).toBe(more.assistant);
  });

  it("goes on behind what it cannot do, and says so by its exit code", async () => {
    const ran = await chat("/sed 5\n/load latin.txt\n/save latin.txt\n/seed x\n/file gone\n/help\n");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    for (const message of [
      "onda: there is no /sed. Did you mean /seed?",
      "onda: latin.txt is no conversation that /save has written.",
      "onda: latin.txt exists, and this chat did not write it.",
      'onda: the seed is "x". It must be a whole number.',
      "onda: cannot read gone: the file or folder does not exist.",
    ])
      expect(ran.stderr).toContain(message);
    expect(ran.stderr).toMatch(/\n\/retry +another answer to your last message\n/);
    const bytes = await chat(Buffer.from("caf\xe9\n", "latin1"));
    expect(bytes).toMatchObject({ code: 2, stdout: "" });
    expect(bytes.stderr).toMatch(/a line is no valid UTF-8/);
  });

  it("knows files, as facts or by their names", async () => {
    await writeFile(path("shop.txt"), "营业时间: 9–18\n价格：5元\n");
    await writeFile(path("story.txt"), "A fox.\nIt slept.\n");
    const ran = await chat("/system\n", "--json", "--file", "shop.txt", "story.txt");
    expect(JSON.parse(ran.stdout).said).toBe("资料：\n营业时间: 9–18\n价格：5元\nstory.txt:\nA fox.\nIt slept.");
  });

  it("stops an answer at Ctrl-C and keeps the session", async () => {
    await saveTinyWriter(path("slow.safetensors"), "chat", { context: 8000 });
    const long = ["chat", "--model", "slow.safetensors", "--seed", "1", "--schema", "long.json"];
    await writeFile(path("long.json"), '{"type": "string", "minLength": 1000}');
    const input = "hello\n/seed 5\n";
    const ran = await bench.runWith({ input, interruptAt: '"' }, ...long);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/\nstopped · seed 1 · [^\n]*\nthe next seed is 5\.\n$/);
  });

  const refused: [string[], number, RegExp][] = [
    [["--file", "latin.txt"], 2, /no valid UTF-8 text/],
    [["--file", "long.txt", "--model", "clerk.safetensors"], 2, /the system message and files have \d+ tokens/],
    [["--model", "poet.safetensors"], 2, /was not taught to answer/],
    [["--schema", "typo.txt"], 2, /no valid JSON/],
    [["--top-p", "0"], 2, /from 0\.01 to 1/],
  ];
  it.each(refused)("refuses %j", async (args, code, message) => {
    await writeFile(path("long.txt"), "a very long text ".repeat(50));
    await bench.refused(["chat", ...args], code, message);
  });
});
