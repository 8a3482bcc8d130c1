// Models that were pulled are found by name, and only where all their parts are here.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPulled, listPulled } from "./pulled.ts";
import { readRecord } from "./record.ts";
import { findGroup, weightGroups } from "./weights.ts";

let root: string;
const record = async (name: string, paths: readonly string[]) => {
  await mkdir(join(root, name), { recursive: true });
  const files = paths.map((path, i) => ({ path, bytes: 10 + i, sha256: "0".repeat(64), commit: "c" }));
  await writeFile(join(root, name, "pulled.json"), JSON.stringify({ repository: name, files }));
};
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "onda-pulled-"));
  await record("a/one", ["config.json", "model.safetensors"]);
  await record("a/two", ["t-Q4_0.gguf", "t-Q8_0.gguf", "mmproj-t-F16.gguf"]);
  await record("b/parts", ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]);
  await record("b/unfinished", ["model-00001-of-00002.safetensors"]);
  await record("b/evil", ["../../outside.safetensors"]);
  await writeFile(join(root, "stray.txt"), "");
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("pulled models", () => {
  it("are listed", async () => {
    expect((await listPulled(root)).map(({ name, bytes }) => [name, bytes])).toEqual([
      ["a/one", 11],
      ["a/two:Q4_0", 10],
      ["a/two:Q8_0", 11],
      ["b/parts", 21],
    ]);
    expect(await listPulled(join(root, "nowhere"))).toEqual([]);
  });

  it("are found by name, label and file", async () => {
    expect(await findPulled("a/one", root)).toMatchObject({ file: join(root, "a/one/model.safetensors") });
    for (const name of ["a/two:q8_0", "a/two:Q8_0", "a/two:t-Q8_0", "a/two:t-Q8_0.gguf"]) {
      expect(await findPulled(name, root)).toMatchObject({ name: "a/two:Q8_0", file: join(root, "a/two/t-Q8_0.gguf") });
    }
    expect(await findPulled("b/parts", root)).toMatchObject({
      file: join(root, "b/parts/model-00001-of-00002.safetensors"),
    });
    for (const name of ["a/none", "b/unfinished", "b/evil", "../a/one", "painter", "a/../a/one"]) {
      expect(await findPulled(name, root)).toBeUndefined();
    }
    await expect(findPulled("a/two", root)).rejects.toThrow(/several models\. Name one: a\/two:Q4_0, a\/two:Q8_0\./);
    await expect(findPulled("a/two:8_0", root)).rejects.toThrow(/no such model\. Name one/);
  });

  it("are not what a broken record says", async () => {
    expect(await readRecord(join(root, "b/evil"))).toBeUndefined();
    for (const text of ["", "null", "[]", "{", '{"repository": "x", "files": [null]}']) {
      await writeFile(join(root, "b/evil/pulled.json"), text);
      expect(await readRecord(join(root, "b/evil"))).toBeUndefined();
    }
  });
});

it("names of the same kind are told apart", () => {
  const groups = weightGroups(["a-Q4_0.gguf", "b-Q4_0.gguf", "a-IQ4_0.gguf", "x/y-BF16.gguf", "z.gguf"]);
  expect(groups.map(({ label }) => label)).toEqual(["IQ4_0", "Q4_0", "Q4_0", "BF16", undefined]);
  expect(findGroup(groups, "Q4_0").map(({ name }) => name)).toEqual(["a-Q4_0.gguf", "b-Q4_0.gguf"]);
  expect(findGroup(groups, "b-q4_0").map(({ name }) => name)).toEqual(["b-Q4_0.gguf"]);
  expect(findGroup(groups, "x/y-BF16.gguf")).toHaveLength(1);
});
