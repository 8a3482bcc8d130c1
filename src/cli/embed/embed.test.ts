// `onda embed` as a user runs it, on an encoder with random weights.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { saveTinyEncoder } from "../../catalog/embed/tiny-encoder.testing.ts";
import { decodeNpy } from "../../formats/index.ts";
import { type Bench, openBench, SLOW } from "../command.testing.ts";

vi.setConfig({ testTimeout: SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  await saveTinyEncoder(join(bench.folder, "encoder"));
  const write = (name: string, text: string | Uint8Array) => writeFile(join(bench.folder, name), text);
  await write("things.txt", "a red apple\nthe sea\na green tree\r\nred cars\n");
  await write("things.jsonl", '{"text": "a red apple", "price": 1}\n\n{"text": "the sea"}\n');
  await write("broken.jsonl", '{"text": "a"}\n{"text": \n');
  await write("latin.txt", Uint8Array.of(0xe9, 0x0a));
  await write("empty.txt", "");
  await write("taken.npy", "mine");
}, SLOW);
afterAll(() => bench?.dispose());

const model = ["--model", "encoder"];
const parsed = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { text: string; vector: number[] });

describe("onda embed", () => {
  it("prints a line of JSON for each text, from arguments, a file or a pipe", async () => {
    const given = await bench.run("embed", ...model, "a red apple", "the sea");
    expect(given).toMatchObject({ code: 0, stderr: "" });
    const lines = parsed(given.stdout);
    expect(lines.map(({ text, vector }) => [text, vector.length])).toEqual([
      ["a red apple", 16],
      ["the sea", 16],
    ]);
    expect(Math.hypot(...lines[0]!.vector)).toBeCloseTo(1, 5);
    expect((await bench.run("embed", ...model, "--data", "things.jsonl")).stdout).toBe(given.stdout);
    expect((await bench.runWith({ input: "a red apple\nthe sea\n" }, "embed", ...model)).stdout).toBe(given.stdout);
  });

  it("writes NumPy's file and lines", async () => {
    const ran = await bench.run("embed", ...model, "--data", "things.txt", "--out", "v.npy");
    expect(ran).toMatchObject({ code: 0, stdout: "v.npy\n  4 vectors of 16 numbers\n" });
    const { shape, data } = decodeNpy(await readFile(join(bench.folder, "v.npy")));
    expect(shape).toEqual([4, 16]);
    await bench.run("embed", ...model, "--data", "things.txt", "--out", "v.jsonl");
    const lines = parsed(await readFile(join(bench.folder, "v.jsonl"), "utf8"));
    expect(lines.map(({ text }) => text)).toEqual(["a red apple", "the sea", "a green tree", "red cars"]);
    expect(lines[2]!.vector[0]).toBeCloseTo(Number(data[32]), 6);
  });

  it("finds the nearest texts", async () => {
    const query = ["embed", ...model, "--data", "things.txt", "--query", "A red APPLE", "--top", "2"];
    expect((await bench.run(...query)).stdout).toMatch(/^ 1\.000 {2}a red apple\n *-?0\.\d+ {2}.+\n$/);
    const found = JSON.parse((await bench.run(...query, "--json")).stdout);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ line: 1, text: "a red apple" });
  });

  it("notes texts that were cut, and stops at Ctrl-C", async () => {
    const ran = await bench.run("embed", ...model, "the sea is green ".repeat(20), "a", "--out", "cut.npy");
    expect(ran).toMatchObject({ code: 0, stderr: "onda: 1 of 2 texts were cut: the model reads 12 tokens.\n" });
    await writeFile(join(bench.folder, "many.txt"), "a red apple\n".repeat(1_000_000));
    const stopped = await bench.runWith(
      { interruptAt: "reading" },
      "embed",
      ...model,
      "--data",
      "many.txt",
      "--out",
      "many.npy",
    );
    expect(stopped).toMatchObject({ code: 130, stdout: "" });
    expect(stopped.stderr).toMatch(/onda: stopped\.\n$/);
  });

  const refusals: [string[], number, RegExp][] = [
    [["embed", "a"], 2, /required option '--model <folder>'/],
    [["embed", "--model", "gone", "a"], 2, /no encoder is at "gone"/],
    [["embed", "--model", "", "a"], 2, /no encoder is at ""/],
    [["embed", ...model], 2, /standard input is empty/],
    [["embed", ...model, "--data", "empty.txt"], 2, /empty\.txt is empty/],
    [["embed", ...model, "--data", "gone.txt"], 2, /cannot read gone\.txt/],
    [["embed", ...model, "--data", "."], 2, /\. is not a file/],
    [["embed", ...model, "--data", "latin.txt"], 2, /no valid UTF-8/],
    [["embed", ...model, "--data", "broken.jsonl"], 2, /broken\.jsonl, line 2: no valid JSON/],
    [
      ["embed", ...model, "--data", "things.jsonl", "--field", "price"],
      2,
      /line 1: no text in "price"\. Its fields: text, price/,
    ],
    [["embed", ...model, "a", "--data", "things.txt"], 2, /Leave one out/],
    [["embed", ...model, "a", "--query", " "], 2, /--query is empty/],
    [["embed", ...model, "a", "--json"], 2, /--json is for --query/],
    [["embed", ...model, "a", "--top", "0"], 2, /from 1 to 10000/],
    [["embed", ...model, "a", "--out", "v.txt"], 2, /written as \.npy or \.jsonl/],
    [["embed", ...model, "a", "--out", "taken.npy"], 2, /taken\.npy exists/],
    [["embed", ...model, "a", "--out", "gone/v.npy"], 1, /cannot write to .*gone/],
  ];
  it.each(refusals)("%j is refused", (args, code, message) => bench.refused(args, code, message));
});
