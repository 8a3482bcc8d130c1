// Poems from a model of random weights: each has its form all the same.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkForm } from "../../data/index.ts";
import { exportLanguage } from "../language/export.ts";
import { type OpenLanguage, openLanguage } from "../language/open.ts";
import { saveTinyWriter } from "../tiny-language.testing.ts";
import { checkPoem, writePoems } from "./write.ts";

let folder: string;
let model: OpenLanguage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-poet-"));
  await saveTinyWriter(join(folder, "tiny.safetensors"), "poems", { context: 120 });
  model = await openLanguage(join(folder, "tiny.safetensors"), { threads: 1 });
});
afterAll(async () => {
  await model?.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe("poems", () => {
  it.each(["gguf", "hugging-face"] as const)("come from an export to %s as from the model itself", async (to) => {
    const out = join(folder, to === "gguf" ? "tiny.gguf" : "tiny-hf");
    await exportLanguage(join(folder, "tiny.safetensors"), { to, out, type: "f32" });
    const back = await openLanguage(out, { threads: 1 });
    expect([back.purpose, back.way]).toEqual(["poems", "in float32"]);
    const asked = [{ form: "五绝", acrostic: "春花夜雨" }, { seed: 3 }] as const;
    expect(await writePoems(back, ...asked)).toEqual(await writePoems(model, ...asked));
    await expect(writePoems(back, { acrostic: "春花夜龘" })).rejects.toThrow("龘");
    await back.dispose();
  });

  it.each([
    [{}, "七绝"],
    [{ form: "wulü", title: "《春夜》", author: "李白" }, "五律"],
    [{ firstLine: "白日依山尽，" }, "五绝"],
    [{ acrostic: "春花夜雨" }, "七绝"],
    [{ acrostic: "春眠不觉晓处处闻" }, "七律"],
    [{ form: "五絕", acrostic: "白欲黄更", firstLine: "白日依山尽" }, "五绝"],
  ])("have the form that is asked for: %j", async (fields, form) => {
    let streamed = "";
    const [poem] = await writePoems(model, fields, { seed: 3 }, { onText: (text) => (streamed += text) });
    expect(poem).toMatchObject({ form, ending: "stop", seed: 3 });
    expect(checkForm(poem!.text, poem!.form)).toEqual([]);
    expect(streamed).toBe(poem!.text);
    if ("firstLine" in fields) expect(poem!.lines[0]).toBe("白日依山尽");
    if ("acrostic" in fields) expect(poem!.lines.map((line) => line[0]).join("")).toBe(fields.acrostic);
  });

  it("are several with the seeds that follow, each as it would be alone", async () => {
    const poems = await writePoems(model, { title: "春" }, { seed: 3, count: 3 });
    expect(poems.map(({ seed }) => seed)).toEqual([3, 4, 5]);
    expect(await writePoems(model, { title: "春" }, { seed: 4 })).toEqual([poems[1]]);
  });

  it.each([
    [{ form: "sonnet" }, 'there is no form "sonnet". Known: 五绝 (wujue), 七绝 (qijue)'],
    [{ title: "Spring rain" }, "has no Chinese character. The poet writes Chinese verse"],
    [{ author: "Shakespeare" }, "for example --author 李白"],
    [{ title: "春".repeat(41) }, "At most 40 are read"],
    [{ firstLine: "，" }, "the first line is empty"],
    [{ form: "七绝", firstLine: "白日依山尽" }, "has 5 characters. A line of 七绝 has 7."],
    [{ acrostic: "春夏秋" }, "an acrostic of 3 characters"],
    [{ title: "春\u0000" }, "control character"],
  ])("cannot be: %j", (fields, message) => expect(() => checkPoem(fields)).toThrow(message));

  it("cannot be written with characters, room or models that are not there", async () => {
    await expect(writePoems(model, { acrostic: "春夏秋冬" })).rejects.toThrow(
      "acrostic's 夏 is a character that the model",
    );
    await expect(writePoems(model, {}, { maxTokens: 20 })).rejects.toThrow(/the shortest text that fits needs 33/);
    // A character that the model does not know is three bytes.
    await expect(writePoems(model, { form: "七律", title: "鼻".repeat(18) })).rejects.toThrow(
      /looks back on 120 in all/,
    );
    await expect(writePoems(model, {}, { schema: { type: "null" } })).rejects.toThrow(/no JSON Schema besides/);
    await expect(writePoems({ ...model, purpose: "chat" }, {})).rejects.toThrow(/tiny was not taught verse, but chat/);
  });

  it("are kept as far as they came when they are stopped", async () => {
    const stop = new AbortController();
    const [poem] = await writePoems(
      model,
      { firstLine: "白日依山尽" },
      { seed: 1 },
      { signal: stop.signal, onText: () => stop.abort() },
    );
    expect(poem).toMatchObject({ ending: "aborted", text: "白日依山尽，" });
  });
});
