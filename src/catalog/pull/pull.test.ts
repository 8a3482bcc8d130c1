// A pull from a host that keeps its word; and what a person gets wrong.
import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RequestError } from "../errors.ts";
import { sha256OfBytes, verifyModel } from "../models.ts";
import { HostError } from "./errors.ts";
import { COMMIT, gguf, openHub } from "./hub.testing.ts";
import {
  beginPulling,
  DEFAULT,
  folder,
  hub,
  inFolder,
  isHere,
  MODEL,
  prepare,
  pull,
  refused,
} from "./pulling.testing.ts";

beginPulling();

describe("a pull", () => {
  it("brings weights, config, tokenizer and licence, and no pickle or code", async () => {
    const { plan, run } = await prepare();
    expect(plan).toMatchObject({ repository: "tiny/model", commit: COMMIT, licence: "apache-2.0", folder });
    expect(plan.files.map(({ path }) => path).sort()).toEqual(DEFAULT);
    expect(plan.bytes).toBe(DEFAULT.reduce((sum, path) => sum + hub.files[path]!.length, 0));
    expect(plan.missing).toBe(plan.bytes);
    expect(plan.refused.map(({ path }) => path)).toEqual([".gitattributes", "modeling_tiny.py", "pytorch_model.bin"]);
    expect(await inFolder()).toEqual([]);
    const record = await run();
    expect(await inFolder()).toEqual([...DEFAULT, "pulled.json"].sort());
    for (const { path, sha256 } of record.files) {
      expect(await isHere(path)).toBe(true);
      expect(sha256).toBe(sha256OfBytes(hub.files[path]!));
    }
    expect(JSON.parse(await readFile(join(folder, "pulled.json"), "utf8"))).toEqual(record);
    expect(record).toMatchObject({ host: `${hub.url}/`, repository: "tiny/model", commit: COMMIT });
    const checked = await verifyModel({ name: "tiny/model", file: join(folder, MODEL) });
    expect(checked.map(({ ok }) => ok)).toEqual(DEFAULT.map(() => true));
  });

  it("fetches nothing twice, and what has changed again", async () => {
    await pull();
    const before = hub.fetched().length;
    expect((await prepare()).plan.missing).toBe(0);
    await pull();
    expect(hub.fetched().length).toBe(before);
    await writeFile(join(folder, "config.json"), '{"model_type": "evil"}');
    expect((await verifyModel({ name: "x", file: join(folder, MODEL) })).filter(({ ok }) => !ok)).toHaveLength(1);
    await pull();
    expect(await isHere("config.json")).toBe(true);
    expect(hub.fetched().length).toBe(before + 1);
  });

  it("never writes over what no pull has brought", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "README.md"), "mine");
    expect(await refused(/README\.md is another file than that of tiny\/model\. Move it/)).toBeInstanceOf(RequestError);
    expect(await readFile(join(folder, "README.md"), "utf8")).toBe("mine");
    await rm(join(folder, "README.md"));
    await writeFile(join(folder, "pulled.json"), JSON.stringify({ repository: "other/model", files: [] }));
    await refused(/holds "other\/model"\. Choose another folder/);
  });

  it("takes one GGUF file of several, and asks for one", async () => {
    hub.files = { "README.md": hub.files["README.md"]!, "t-Q4_0.gguf": gguf(900), "t-q8_0.gguf": gguf(1500) };
    await refused(/several models\. Choose one of Q4_0 \(900 B\), q8_0 \(1\.5 kB\): onda pull tiny\/model:Q4_0$/);
    await refused(/has no file "Q2_K"\. Choose one of/, { model: "tiny/model:Q2_K" });
    await pull({ model: "tiny/model:q4_0" });
    await pull({ model: "tiny/model:t-q8_0.gguf" });
    expect(await inFolder()).toEqual(["README.md", "pulled.json", "t-Q4_0.gguf", "t-q8_0.gguf"]);
  });

  it("takes what a pattern says", async () => {
    hub.files["deep/er/config.json"] = hub.files["config.json"]!;
    expect((await pull({ file: "**/*.json" })).files.map(({ path }) => path)).toEqual([
      "config.json",
      "deep/er/config.json",
      "tokenizer.json",
    ]);
    const checked = await verifyModel({ name: "x", file: join(folder, "deep/er/config.json") });
    expect(checked.every(({ ok }) => ok)).toBe(true);
    await refused(/"pytorch_model\.bin" of tiny\/model is not fetched: it is a pickle/, { file: "pytorch_model.bin" });
    await refused(/"modeling_tiny\.py" of tiny\/model is not fetched: it is code/, { file: "*.py" });
    await refused(/has no file "x\*"\. It has "LICENSE", /, { file: "x*" });
  });

  it("says what to do where there is only pickle", async () => {
    delete hub.files[MODEL];
    await refused(/weights only as pickle \("pytorch_model\.bin"\), which can run code .* Look for a repository/);
  });

  it("checks the disk before it starts", async () => {
    await refused(/400 kB are needed and 1 kB are free in .*\. Make room/, {}, { freeSpace: async () => 1000 });
    expect(hub.fetched()).toEqual([]);
  });

  it("lets two of the same at once do no harm", async () => {
    const slow = () => new Promise<number>((done) => setTimeout(done, 50, 1e12));
    const both = await Promise.allSettled([pull({}, { freeSpace: slow }), pull({}, { freeSpace: slow })]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = both.find((one) => one.status === "rejected")!;
    expect(String(lost.reason)).toMatch(/process \d+ is pulling into .*\. Wait for it; .* remove .*\.pull\.lock/);
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    for (const pid of [process.pid, gone]) {
      await writeFile(join(folder, ".pull.lock"), JSON.stringify({ pid, host: hostname() }));
      await pull(); // this process holds no lock: one with its number is from before
    }
    await writeFile(join(folder, ".pull.lock"), JSON.stringify({ pid: gone, host: "elsewhere" }));
    await refused(/process \d+ on elsewhere is pulling/);
    await rm(join(folder, ".pull.lock"));
    expect(await inFolder()).toEqual([...DEFAULT, "pulled.json"].sort());
  });
});

describe("what a person got wrong", () => {
  it.each([
    [{ model: "gpt2" }, /"gpt2" is no model of a host\. It is written OWNER\/NAME/],
    [{ model: "../x" }, /is no model of a host/],
    [{ model: "a/b/c" }, /is no model of a host/],
    [{ model: "a/.." }, /is no model of a host/],
    [{ revision: "../../x" }, /is no revision/],
    [{ revision: "gone" }, /has no revision "gone"\. Leave --revision out/],
    [{ model: "tiny/model:a", file: "b" }, /not both/],
    [{ host: "huggingface.co" }, /must be an address such as https:\/\/huggingface\.co/],
    [{ host: "file:///etc" }, /must be an address/],
    [{ host: "https://user:secret@example.com" }, /must be an address .* without a password/],
  ])("%j", async (request, message) => {
    const error = await refused(message, request);
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).not.toContain("secret");
  });

  it.each([
    [401, "", undefined, /is not there, or private, or gated\. See http.*tiny\/model, accept .* and set HF_TOKEN/],
    [403, "GatedRepo", undefined, /is gated\. Accept its conditions at http.*tiny\/model, and set HF_TOKEN/],
    [403, "GatedRepo", "secret", /The token in HF_TOKEN does not open it/],
    [404, "RepoNotFound", undefined, /there is no tiny\/model at 127\.0\.0\.1:\d+\. Look for its name/],
    [418, "", undefined, /answers 418, which Onda does not expect/],
  ])("the host says %d %s, with the token %s", async (status, code, token, message) => {
    hub.instead = (_, response) => response.writeHead(status, code ? { "X-Error-Code": code } : {}).end("no");
    const error = await refused(message, {}, { token });
    expect(error).toBeInstanceOf(status === 418 ? HostError : RequestError);
    expect(error.message).not.toContain("secret");
  });

  it("the default host is named by nobody, and so may not be private", async () => {
    const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
    await refused(/^huggingface\.co is at 127\.0\.0\.1, which is not on the public/, { host: undefined }, { resolve });
  });

  it("a host that is not there", async () => {
    const gone = await openHub();
    await gone.close();
    await refused(/takes no connections\. It was tried 3 times/, { host: gone.url });
  });
});
