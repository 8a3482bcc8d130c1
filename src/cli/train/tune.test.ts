// Tuning as a user does it: a broken line, the plan, Ctrl-C, --resume, and an answer before and after.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { saveTinyLanguage } from "../../catalog/tiny-language.testing.ts";
import { type Bench, openBench, SLOW } from "../command.testing.ts";

vi.setConfig({ testTimeout: 2 * SLOW });
let bench: Bench;
const path = (...names: string[]) => join(bench.folder, ...names);
const tune = (...options: string[]) => ["tune", "--base", "base.safetensors", "--threads", "1", ...options];
beforeAll(async () => {
  bench = await openBench();
  await saveTinyLanguage(path("base.safetensors"));
  const lines = Array.from({ length: 12 }, (_, i) => JSON.stringify({ prompt: `${i}?`, completion: "sea" }));
  await writeFile(path("shop.jsonl"), lines.join("\n"));
  await writeFile(path("broken.jsonl"), [lines[0], "{", ...lines.slice(1)].join("\n"));
}, SLOW);
afterAll(() => bench?.dispose());

describe("onda tune", () => {
  it("says what it cannot do, in one line", async () => {
    const broken = /broken\.jsonl, line 2: not JSON: .*\. Mend it, or leave such lines out with --skip-broken\.\n/;
    await bench.refused(tune("--data", "broken.jsonl"), 1, broken);
    await bench.refused(["tune", "--base", "gone", "--data", "shop.jsonl"], 2, /there is no model "gone"\. Known: /);
    await bench.refused(
      tune("--data", "shop.jsonl", "--method", "full", "--rank", "4"),
      2,
      /--rank is for --method lora/,
    );
    await bench.refused(tune("--data", "shop.jsonl", "--steps", "1", "--epochs", "1"), 2, /cannot be used with/);
    await bench.refused(["tune", "tiny.safetensors", "--data", "shop.jsonl"], 1, /shop\.jsonl is not a folder/);
    await bench.refused(["tune", "--data", "shop.jsonl"], 2, /say once which model to tune/);
  });

  it("reports broken lines, and does nothing with --plan", async () => {
    const ran = await bench.run(...tune("--data", "broken.jsonl", "--skip-broken", "--plan"));
    expect(ran.stderr).toMatch(/^broken\.jsonl, line 2, is left out: not JSON: .*\n/);
    expect(ran.stderr).toMatch(
      /\nbase, by \d+ answers and \d held out: lora, batches of 8 × 32 tokens, learning rate /,
    );
    expect(ran.stdout).toMatch(/^broken: .* parameters, 60 steps\n {2}work /);
    await expect(readFile(path("runs", "broken", "broken.safetensors"))).rejects.toThrow("ENOENT");
  });

  it("stops at Ctrl-C, goes on with --resume, and shows an answer before and after", async () => {
    const some = tune("--data", "shop.jsonl", "--steps", "20", "--keep-adapter");
    const whole = await bench.run(...some);
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toMatch(
      /\nruns\/shop\/shop\.safetensors\n {2}loss +5\.\d+ → \d\.\d+ on what is held out\n {2}asked +\d+\?\n {2}before .*\n {2}after .*\n {2}wanted +sea\n {2}adapter +runs\/shop\/adapter\n {2}try it: onda chat --model runs\/shop\/shop\.safetensors\n$/,
    );
    const stopped = await bench.runWith({ interruptAt: "step 4/20" }, ...some, "--out", "parts/shop");
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(
      /saved in parts\/shop\. Go on with: onda tune --base .* --out parts\/shop --resume\n/,
    );
    const resumed = await bench.run(...some, "--out", "parts/shop", "--resume", "--json");
    expect(resumed).toMatchObject({ code: 0 });
    expect(JSON.parse(resumed.stdout.trimEnd().split("\n").at(-1)!)).toMatchObject({ sample: { wanted: "sea" } });
    const [one, other] = ["parts", "runs"].map((folder) => readFile(path(folder, "shop", "shop.safetensors")));
    expect((await one!).equals(await other!)).toBe(true);
  });
});
