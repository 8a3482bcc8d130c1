// Models by name and by file, and what verifying finds.
import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeModel } from "./describe.ts";
import { ModelError, RequestError } from "./errors.ts";
import { expectedSum, findModel, listModels, sha256Of, sha256OfBytes, verifyModel } from "./models.ts";
import { saveTinyPainter } from "./tiny-painter.testing.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-models-"));
  for (const name of ["tiny", "empty"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "stray.txt"), "no model");
  file = join(folder, "tiny", "tiny.safetensors");
  const recipe = { name: "tiny", stages: { flow: { seed: 3, batch: 8, schedule: { steps: 50 } } } };
  await saveTinyPainter(file, 1, { recipe: JSON.stringify(recipe), step: "50" });
  await writeFile(join(folder, "tiny", "README.md"), "---\nlicense: apache-2.0\n---\n# Tiny\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("models", () => {
  it("are listed by name", async () => {
    expect(await listModels(folder)).toEqual([{ name: "tiny", file, bytes: expect.any(Number) }]);
    expect(await listModels(join(folder, "nowhere"))).toEqual([]);
  });

  it("are found by name and by file", async () => {
    expect((await findModel("tiny", folder)).file).toBe(file);
    expect(await findModel(file, folder)).toMatchObject({ name: "tiny", file });
  });

  it.each([
    ["huge", /no model "huge"\. Known: tiny/],
    ["../tiny", /does not exist or is not a file/],
    ["/", /does not exist or is not a file/],
    ["", /name is empty/],
  ])("%j is not found", async (name, message) => {
    await expect(findModel(name, folder)).rejects.toThrow(RequestError);
    await expect(findModel(name, folder)).rejects.toThrow(message);
  });

  it("say what they are, from their header", async () => {
    const described = await describeModel(await findModel("tiny", folder));
    expect(described).toMatchObject({
      format: "onda-painter-2",
      licence: "apache-2.0",
      sha256: await sha256Of(file),
      training: [
        ["flow", "50 steps of 8 pictures, seed 3"],
        ["saved at step", "50"],
      ],
    });
    expect(Object.keys(described.parts).sort()).toEqual(["autoencoder", "guess", "scale", "text", "transformer"]);
    expect(described.config).toContainEqual(["transformer", "1 layer of width 16 with 2 attention heads"]);
  });

  it("of another kind are refused in one line", async () => {
    const entry = await findModel(join(folder, "stray.txt"));
    await expect(describeModel(entry)).rejects.toThrow(/^[^\n]*stray\.txt: safetensors: [^\n]*$/);
  });
});

describe("verifying", () => {
  it("needs a list of sums", async () => {
    await expect(verifyModel({ name: "tiny", file })).rejects.toThrow(ModelError);
  });

  it("finds what differs and what is missing", async () => {
    const sum = await sha256Of(file);
    const lines = [`${sum}  tiny.safetensors`, `${sha256OfBytes(new Uint8Array())} *gone.txt`, `${sum}  ../escape`];
    await writeFile(join(folder, "tiny", "SHA256SUMS"), `${lines.join("\n")}\n`);
    expect((await verifyModel({ name: "tiny", file })).map(({ ok, found }) => [ok, found])).toEqual([
      [true, sum],
      [false, undefined],
    ]);
    expect(await expectedSum(file)).toBe(sum);
    await appendFile(file, "x");
    expect((await verifyModel({ name: "tiny", file }))[0]).toMatchObject({ ok: false });
  });
});
