// The command from end to end: what it shows, asks, refuses, leaves at Ctrl-C and finds again.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Hub, openHub, send } from "../catalog/pull/hub.testing.ts";
import { type Bench, openBench, SLOW } from "./command.testing.ts";

vi.setConfig({ testTimeout: SLOW });
let bench: Bench;
let hub: Hub;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  [bench, hub] = await Promise.all([openBench(), openHub()]);
  await mkdir(join(bench.folder, "home"));
  const home = join(bench.folder, "home");
  env = { HOME: home, USERPROFILE: home, ONDA_HOST: hub.url, HF_TOKEN: "hf_secret" };
}, SLOW);
afterAll(() => Promise.all([bench?.dispose(), hub?.close()]));
beforeEach(() => hub.reset());

const run = (...args: string[]) => bench.runWith({ env }, ...args);

describe("onda pull", () => {
  it("asks for --yes where nobody can be asked, and says size and licence", async () => {
    const ran = await run("pull", "tiny/model");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toBe("onda: tiny/model: 5 files, 400 kB, licence apache-2.0. Say --yes to fetch that.\n");
    expect(hub.fetched()).toEqual([]);
    expect(hub.asked[0]!.headers.authorization).toBe("Bearer hf_secret");
    expect(await readdir(env.HOME!)).toEqual([]);
  });

  it("stops at Ctrl-C, goes on from there, and is then found by its name", async () => {
    hub.files["README.md"] = new TextEncoder().encode("---\nlicense: mit\n---\n\u001b[31m# Tiny\n");
    const weights = hub.files["model.safetensors"]!;
    hub.instead = (request, response) => {
      if (!request.url!.endsWith("safetensors")) return undefined;
      response.setHeader("Content-Length", weights.length);
      let at = 0;
      const timer = setInterval(() => {
        response.write(weights.subarray(at, at + 1000));
        at += 1000;
      }, 20);
      request.on("close", () => clearInterval(timer));
      return true;
    };
    const stopped = await bench.runWith({ env, interruptAt: "fetching model.safetensors" }, "pull", "tiny/model", "-y");
    expect(stopped).toMatchObject({ code: 130, stdout: "" });
    expect(stopped.stderr).toMatch(
      /^tiny\/model\n {2}from +http.*\n {2}licence +apache-2\.0\n {2}size +400 kB in 5 files\n/,
    );
    expect(stopped.stderr).toMatch(/ {2}never +3 others: pickle, code, or of no use here\n/);
    expect(stopped.stderr).toMatch(/\nfetching model\.safetensors .* of 400 kB, .*\/s, .* left\n/);
    expect(stopped.stderr).toMatch(/\nWhat has come is kept: the same command goes on with it\.\nonda: stopped\.\n$/);
    const folder = join(env.HOME!, ".onda/models/tiny/model");
    expect(await readdir(folder)).toContain("model.safetensors.part");
    hub.instead = () => undefined;
    hub.asked.length = 0;

    const ran = await run("pull", "tiny/model", "--yes", "--json");
    expect(ran.code).toBe(0);
    const said = JSON.parse(ran.stdout);
    expect(said).toMatchObject({ repository: "tiny/model", licence: "apache-2.0", folder, bytes: expect.any(Number) });
    expect(said.files).toHaveLength(5);
    expect(said.refused).toHaveLength(3);
    expect(hub.fetched().map(({ headers }) => headers.range)).toContainEqual(expect.stringMatching(/^bytes=\d+-$/));
    expect((await readFile(join(folder, "model.safetensors"))).equals(weights)).toBe(true);

    expect((await run("pull", "tiny/model")).stdout).toMatch(
      /5 files, 400 kB, all here already · licence apache-2\.0\n$/,
    );
    expect((await run("models", "list")).stdout).toMatch(
      /\ntiny\/model +400 kB {2}home\/\.onda\/models\/tiny\/model\/model\.saf/,
    );
    expect((await run("models", "info", "tiny/model")).stdout).toMatch(/^tiny\/model\n[\s\S]*licence +mit\n/);
    await writeFile(join(folder, "config.json"), "{}");
    const broken = await run("models", "verify", "tiny/model");
    expect(broken).toMatchObject({ code: 1, stdout: expect.stringMatching(/^differs .*config\.json$/m) });
    expect(broken.stdout.match(/^ok /gm)).toHaveLength(4);
  });

  it("says what is wrong in one line, without the token", async () => {
    const here = ["--host", hub.url, "--out", "pulled", "--yes"];
    await bench.refused(["pull", "gpt2", ...here], 2, /"gpt2" is no model of a host/);
    hub.instead = (_, response) => response.writeHead(302, { Location: "http://169.254.169.254/" }).end();
    await bench.refused(["pull", "tiny/model", ...here], 1, /169\.254\.169\.254, which is not on the public internet/);
    hub.instead = (_, response) => response.writeHead(403, { "X-Error-Code": "GatedRepo" }).end();
    const gated = await run("pull", "tiny/model");
    expect(gated).toMatchObject({ code: 2, stderr: expect.stringMatching(/is gated\. Accept its conditions at http/) });
    expect(gated.stderr).not.toContain("secret");
  });

  it("shows nothing that a terminal would obey", async () => {
    hub.card = { license: "other", license_name: "mine\u001b[2J", license_link: "https://example.com/licence" };
    hub.files["\u001b[2Jevil.json"] = new Uint8Array();
    hub.instead = (request, response) => {
      if (!request.url!.endsWith("config.json")) return undefined;
      send(hub.files["config.json"]!, request, response);
      return true;
    };
    const ran = await run("pull", "tiny/model", "--out", "pulled", "--yes");
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/licence other, mine \[2J, https:\/\/example\.com\/licence\n$/);
    expect(ran.stdout + ran.stderr).not.toContain("\u001b");
  });
});
