// `onda plan` and `onda tokens` from end to end, as processes.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Bench, openBench, SLOW } from "./command.testing.ts";

vi.setConfig({ testTimeout: SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  await mkdir(path("texts"));
  const lines = Array.from(
    { length: 900 },
    (_, i) => `The ${i % 7 ? "cat" : "owl"} saw the moon ${i} times. 床前明月光`,
  );
  await writeFile(path("texts", "moon.txt"), lines.join("\n"));
}, SLOW);
afterAll(() => bench?.dispose());
const path = (...names: string[]) => join(bench.folder, ...names);

describe("onda plan", () => {
  it("plans GPT-3 as it was", async () => {
    const size = ["--parameters", "175e9", "--tokens", "300B"];
    const ran = await bench.run("plan", ...size, "--cluster", "10000", "--accelerator", "v100");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^10000 × v100, 246 PFLOP\/s in training, 3\.63 MW\n {2}budget +3\.15e23 FLOP/);
    expect(ran.stdout).toMatch(/\n {2}layers × width +96 × 12288 /);
    expect(ran.stdout).toMatch(/\n {2}time +14 d 20 h /);
    expect(ran.stdout).toMatch(/\n {2}energy +1\.29 GWh /);
  });

  it("measures this machine, reads a text, says which limit counts, and draws", async () => {
    const limits = ["--hours", "1", "--money", "1e-5"];
    const env = { ONDA_WATTS_PER_CORE: "10", ONDA_PRICE_PER_KWH: "0.36" };
    const ran = await bench.runWith({ env }, "plan", ...limits, "--data", "texts", "--svg", "loss.svg");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^this machine, measured now: \d+ cores/);
    expect(ran.stdout).toMatch(/--money is the tightest, --hours would allow 1 h\n/);
    expect(ran.stdout).toMatch(/\n {2}text +[\d.]+ k tokens, estimated from 1 file of 4\d\.\d kB\n/);
    expect(await readFile(path("loss.svg"), "utf8")).toMatch(/^<svg [\s\S]*<polyline [\s\S]*<\/svg>\n$/);
  });

  it("says it as JSON", async () => {
    const machine = ["--speed", "100e9", "--watts", "20", "--price", "2"];
    const ran = await bench.run("plan", "--money", "4", ...machine, "--experts", "8", "--json");
    const said = JSON.parse(ran.stdout);
    expect(said).toMatchObject({ limit: "money", limits: { money: 7200 }, budget: 7.2e14, text: null });
    expect(said.rows.map((row: { kind: string }) => row.kind)).toEqual(["optimal", "sparse", "smaller"]);
    expect(said.rows[0].rent).toBeCloseTo(4, 6);
    expect(said.rows[1].config.experts).toBe(8);
  });

  const mistakes: [string[], RegExp][] = [
    [[], /nothing says how much/],
    [["--hours", "0"], /'0' is invalid\. It must be a number from 0\.0001/],
    [["--hours", "-1"], /It must be a number/],
    [["--tokens", "1e99"], /such as 300e9, 300B or 2M/],
    [["--hours", "1", "--cluster", "8"], /--cluster needs --accelerator/],
    [["--hours", "1", "--accelerator", "abacus"], /Allowed choices are v100, a100, h100, tpu-v4/],
    [["--hours", "1", "--utilisation", "0.5"], /Give --accelerator/],
    [["--hours", "1", "--experts", "5"], /must be even/],
    [["--tokens", "2M", "--data", "texts"], /Leave one out/],
    [["--hours", "1", "--data", "gone"], /cannot read gone/],
    [["--tokens", "1000", "--speed", "1e9"], /too few to train any model/],
    [["--hours", "1", "--speed", "1e9", "--svg", "emoji.json"], /emoji\.json exists/],
  ];
  it.each(mistakes)("%j", (given, message) => bench.refused(["plan", ...given], 2, message));
});

describe("onda tokens", () => {
  it("trains, counts, lists and decodes", async () => {
    const trained = await bench.run("tokens", "train", "texts", "--size", "280", "--out", "t.json");
    expect(trained.stdout).toMatch(/^t\.json\n {2}280 tokens · 1 file of 4\d\.\d kB · /);
    await writeFile(path("bytes"), Buffer.concat([Buffer.from("The owl 床前\n"), Buffer.of(0xff, 0xe6)]));
    const counted = await bench.run("tokens", "bytes", "texts/moon.txt", "--tokenizer", "t.json");
    expect(counted.stdout).toMatch(
      /^bytes +\d+ tokens, \d+ characters, 17 B: .*\ntexts\/moon\.txt .*\nin all .*\nof a vocabulary of 280\n$/,
    );
    const listed = await bench.run("tokens", "bytes", "--tokenizer", "t.json", "--json");
    const { ids, tokens } = JSON.parse(listed.stdout);
    expect(ids).toHaveLength(tokens);
    await writeFile(path("ids.json"), listed.stdout);
    const decoded = await bench.run("tokens", "ids.json", "--tokenizer", "t.json", "--decode");
    expect(decoded.stdout).toBe("The owl 床前\n\ufffd\ufffd");
  });

  const mistakes: [string[], number, RegExp][] = [
    [["emoji.json", "--tokenizer", "gone"], 2, /gone does not exist/],
    [["emoji.json", "--tokenizer", "emoji.json"], 1, /emoji\.json: tokenizer: no field "tokenizer"/],
    [["emoji.json", "--model", "tiny.safetensors"], 1, /holds no tokenizer/],
    [["gone.txt"], 2, /cannot read gone\.txt/],
    [["emoji.json", "--json", "--show"], 2, /three outputs/],
    [["train", "texts", "--size", "257"], 2, /too small/],
    [["train", "texts", "--out", "emoji.json"], 2, /emoji\.json exists/],
    [["train", "tiny.safetensors", "--out", "x.json"], 2, /no text is in/],
  ];
  it.each(mistakes)("%j", (given, code, message) => bench.refused(["tokens", ...given], code, message));
});
