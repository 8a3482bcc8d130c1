// Options, names, errors, bars and previews: what a command takes and shows.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { bounds } from "../catalog/bounds.ts";
import { WRITTEN_KINDS } from "../catalog/clerk/brief.ts";
import { packageRoot } from "../catalog/package.ts";
import { KNOWN } from "../data/index.ts";
import { samplers } from "../models/index.ts";
import { freeName, numbered, slug } from "./files.ts";
import { realNumber, SAMPLERS, wholeNumber } from "./options.ts";
import { previewKind } from "./paint/preview.ts";
import { startPreview } from "./paint/preview-draw.ts";
import { planTarget } from "./paint/target.ts";
import { startProgress } from "./progress.ts";
import { report, UsageError } from "./report.ts";
import { KINDS } from "./write/kinds.ts";

describe("options", () => {
  it("have the models' samplers", () => {
    expect([...SAMPLERS].sort()).toEqual(Object.keys(samplers).sort());
  });

  it("take numbers and nothing else", () => {
    expect(wholeNumber(bounds.size)("512")).toBe(512);
    expect(realNumber(bounds.guidance)("1.5")).toBe(1.5);
    for (const text of ["", " ", "1e3", "0x40", "64.0", "sixty", "-64"]) {
      expect(() => wholeNumber(bounds.size)(text)).toThrow(/whole number from 64 to 512/);
    }
    for (const text of ["", "NaN", "-1", "Infinity", "1,5"])
      expect(() => realNumber(bounds.guidance)(text)).toThrow(/from 0 to 20/);
  });
});

describe("the kinds of text", () => {
  it("have a flag for each field that the catalog knows, and no other", () => {
    const flags = (kind: string) => KINDS[kind]!.flags.map(([flag]) => /^--([a-z]+)/.exec(flag)![1]).sort();
    for (const kind of WRITTEN_KINDS) expect(flags(kind)).toEqual([...KNOWN[kind].fields].sort());
    expect(Object.keys(KINDS)).toEqual(["poem", ...WRITTEN_KINDS]);
  });
});

describe("file names", () => {
  it("come from the prompt", () => {
    expect(slug("A red apple!")).toBe("a-red-apple");
    expect(slug("一只猫，蓝色背景")).toBe("一只猫-蓝色背景");
    expect(slug("../../etc/passwd")).toBe("etc-passwd");
    expect(slug("?!")).toBe("picture");
    expect(slug("word ".repeat(50)).length).toBeLessThanOrEqual(40);
    expect(slug("x".repeat(300))).toBe("x".repeat(20));
  });

  it("never meet an older file", () => {
    const folder = mkdtempSync(join(tmpdir(), "onda-names-"));
    const path = join(folder, "cat-7.png");
    expect(freeName(path)).toBe(path);
    writeFileSync(path, "");
    writeFileSync(join(folder, "cat-7-2.png"), "");
    expect(freeName(path)).toBe(join(folder, "cat-7-3.png"));
    expect(planTarget({ out: folder }).path(0, "cat-7")).toBe(join(folder, "cat-7-3.png"));
    expect(planTarget({ out: folder, force: true }).path(0, "cat-7")).toBe(path);
    expect(() => planTarget({ out: path })).toThrow(UsageError);
  });

  it("are numbered where there are several", () => {
    expect([0, 1].map((i) => numbered("a/cat.png", i, 2))).toEqual(["a/cat-1.png", "a/cat-2.png"]);
    expect(planTarget({ out: "gone/cat", svg: true, count: 3 }).path(2, "")).toBe("gone/cat-3.svg");
    expect(planTarget({ out: "cat.svg" }).format).toBe("svg");
  });
});

describe("errors", () => {
  const reported = (error: unknown, debug = false) => {
    let text = "";
    const code = report(error, debug, (line) => {
      text += line;
      return true;
    });
    return { code, text };
  };
  it("are one line and an exit code", () => {
    expect(reported(new Error("a\nb\u001b[31m"))).toEqual({ code: 1, text: "onda: a b[31m\n" });
    expect(reported(new UsageError("no"))).toEqual({ code: 2, text: "onda: no\n" });
    expect(reported(new CommanderError(1, "x", "error: unknown option"))).toEqual({
      code: 2,
      text: "onda: unknown option\n",
    });
    expect(reported(new DOMException("stopped", "AbortError"))).toEqual({ code: 130, text: "onda: stopped.\n" });
    expect(reported(Object.assign(new Error("ENOSPC: x"), { code: "ENOSPC" })).text).toBe(
      "onda: no space is left on the disk.\n",
    );
    const missing = Object.assign(new Error("Cannot find package 'onnxruntime-node' imported from x"), {
      code: "ERR_MODULE_NOT_FOUND",
    });
    const { optionalDependencies } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
    expect(reported(missing).text).toContain(` onnxruntime-node@${optionalDependencies["onnxruntime-node"]}\n`);
    expect(reported(missing).text).toMatch(
      /^onda: onnxruntime-node is not installed: .* npm install --ignore-scripts /,
    );
    expect(reported(undefined)).toEqual({ code: 1, text: "onda: undefined\n" });
    expect(reported(new Error("no"), true).text).toMatch(/\n {4}at /);
  });
});

describe("a progress bar", () => {
  const drawn = (isTTY: boolean, step: number) => {
    let [text, time] = ["", 0];
    const bar = startProgress({ isTTY, columns: 60, write: (part) => (text += part) }, () => time);
    for (let i = 1; i <= 10; i++) {
      time += step;
      bar.update(i, 10, "painting");
    }
    bar.end();
    return text;
  };

  it("redraws itself in a terminal and leaves nothing behind", () => {
    expect(drawn(true, 100)).toContain("████████████░░░░░░░░░░░░ painting 5/10, 0.5 s left");
    expect(drawn(true, 100).endsWith("\r\u001b[2K")).toBe(true);
  });

  it("is silent elsewhere for two seconds, then a line now and then", () => {
    expect(drawn(false, 100)).toBe("");
    expect(drawn(false, 1500)).toBe("painting 2/10, 12 s left\npainting 6/10, 6.0 s left\n");
  });
});

describe("a preview", () => {
  const tty = { isTTY: true };
  it.each([
    [{ TERM: "xterm-kitty" }, undefined, "kitty"],
    [{ TERM_PROGRAM: "iTerm.app" }, undefined, "iterm"],
    [{ TERM: "xterm" }, undefined, undefined],
    [{ TERM: "xterm" }, true, "blocks"],
    [{ TERM: "xterm-kitty" }, false, undefined],
    [{ TERM: "xterm-kitty", TMUX: "/tmp/x" }, true, "blocks"],
  ])("in %j, asked %s: %s", (env, wanted, kind) => {
    expect(previewKind(wanted, tty, env as NodeJS.ProcessEnv)).toBe(kind);
    expect(previewKind(wanted, { isTTY: false }, env as NodeJS.ProcessEnv)).toBeUndefined();
  });

  it.each(["kitty", "iterm", "blocks"] as const)("by %s stays in its place", async (kind) => {
    let text = "";
    const preview = startPreview(kind, (part) => (text += part));
    await preview.draw(new Uint8Array(3 * 64 * 64).fill(200), 64);
    await preview.draw(new Uint8Array(3 * 64 * 64), 64);
    preview.end();
    expect(text.split("\u001b7").length).toBe(3); // saved twice
    expect(text.split("\u001b8").length).toBe(3); // and restored
    expect(text.split("\n").length).toBe(18); // room is made once
    expect(text).toContain(
      { kitty: "\u001b_Ga=T,f=100", iterm: "\u001b]1337;File=inline=1", blocks: "\u001b[38;2;200;200;200;" }[kind],
    );
  });
});
