// Parts of `onda plan` and `onda tokens` that need no process.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelTokenizer } from "../catalog/language/tokenizer.ts";
import { trainBytePairs } from "../data/index.ts";
import { encodeSafetensors, writeTokenizer } from "../formats/index.ts";
import { accelerators, laws } from "../train/index.ts";
import { amount } from "./options.ts";
import { ACCELERATORS, LAWS } from "./plan/plan.ts";
import { findTexts, sampleTexts } from "./texts.ts";
import { wholeLines } from "./tokens/pieces.ts";
import { showTokens } from "./tokens/show.ts";

const tokenizer = trainBytePairs(["the cat\n\nthe hat 月光\r\n".repeat(9)], { size: 300, special: ["<|end|>"] });

describe("amounts", () => {
  const parse = amount({ least: 1000, most: 1e16 });
  it("are written as people do", () => {
    expect(["300e9", "300B", "1.5T", "2M", "2000", " 4 k "].map(parse)).toEqual([3e11, 3e11, 1.5e12, 2e6, 2000, 4000]);
    for (const text of ["", "0", "-5M", "1e99", "NaN", "2 Q", "1e-3", "1,5M"])
      expect(() => parse(text), text).toThrow(/number from 1000 to/);
  });

  it("of plan's choices are the library's", () => {
    expect([...ACCELERATORS]).toEqual(Object.keys(accelerators));
    expect([...LAWS].sort()).toEqual(Object.keys(laws).sort());
  });
});

describe("pieces", () => {
  const byte = fc.constantFrom(10, 10, 13, 32, 97, 116, 104, 101, 0xe6, 0x9c, 0x88, 0xff);
  it("have the bytes and the tokens of the whole", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(byte, { maxLength: 9 })), async (parts) => {
        const whole = parts.flat();
        const source = (async function* () {
          for (const part of parts) yield Uint8Array.from(part);
        })();
        const [bytes, ids]: [number[], number[]] = [[], []];
        for await (const piece of wholeLines(source, { least: 4, most: 1000 })) {
          bytes.push(...piece);
          ids.push(...tokenizer.encodeBytes(piece));
        }
        expect(bytes).toEqual(whole);
        expect(ids).toEqual(tokenizer.encodeBytes(Uint8Array.from(whole)));
      }),
    );
  });

  it("are refused where a line has no end", async () => {
    const source = (async function* () {
      for (let i = 0; i < 9; i++) yield Buffer.from("abcd");
    })();
    const read = async () => {
      for await (const piece of wholeLines(source, { least: 4, most: 20 })) expect(piece.length).toBeLessThan(30);
    };
    await expect(read()).rejects.toThrow(/a line of more than 20 bytes/);
  });
});

describe("shown tokens", () => {
  const shown = (isTTY: boolean, bytes: Uint8Array, env = {}) => {
    let text = "";
    const show = showTokens(tokenizer, { isTTY, write: (part) => (text += part) }, env);
    const ids = tokenizer.encodeBytes(bytes);
    show.push(ids.slice(0, 2));
    show.push(ids.slice(2));
    show.end();
    return text;
  };

  it("stand apart, and cannot command a terminal", () => {
    expect(shown(false, Buffer.from("the hat"))).toBe("the│ hat\n");
    expect(shown(false, Uint8Array.of(0x1b, 0x5b, 0xff, 9, 10))).toBe("<1B>│[│<FF>│→\t│⏎\n");
    expect(shown(true, Buffer.from("the hat"))).toBe("\x1b[48;5;24mthe\x1b[0m\x1b[48;5;94m hat\x1b[0m\n");
    expect(shown(true, Buffer.from("the hat"), { NO_COLOR: "1" })).toBe("the│ hat\n");
    expect(shown(false, new Uint8Array())).toBe("");
  });
});

describe("texts", () => {
  it("are found in folders, without what is hidden or no text", async () => {
    const folder = mkdtempSync(join(tmpdir(), "onda-texts-"));
    mkdirSync(join(folder, "in", ".git"), { recursive: true });
    writeFileSync(join(folder, "a.txt"), "a".repeat(100));
    writeFileSync(join(folder, "in", "b.md"), "b".repeat(300));
    writeFileSync(join(folder, "in", ".git", "c"), "c");
    writeFileSync(join(folder, "d.png"), Uint8Array.of(137, 80, 0, 1));
    const files = await findTexts([folder]);
    expect(files.map(({ bytes }) => bytes)).toEqual([100, 300]);
    expect(await sampleTexts(files, 40)).toBe(`${"a".repeat(10)}\n${"b".repeat(30)}`);
    await expect(findTexts([join(folder, "d.png")])).rejects.toThrow(/no text is in/);
    await expect(findTexts([join(folder, "gone")])).rejects.toThrow(/does not exist/);
  });
});

it("a model's tokenizer comes from its header", async () => {
  const folder = mkdtempSync(join(tmpdir(), "onda-clerk-"));
  await expect(modelTokenizer("clerk", folder)).rejects.toThrow(/clerk is not here\. .* onda tokens train/);
  mkdirSync(join(folder, "clerk"));
  const weights = { w: { dtype: "F32", shape: [1], data: new Float32Array(1) } } as const;
  const save = (metadata: Record<string, string>) =>
    writeFileSync(join(folder, "clerk", "clerk.safetensors"), encodeSafetensors(weights, metadata));
  save({ tokenizer: writeTokenizer(tokenizer) });
  expect((await modelTokenizer("clerk", folder)).encode("the hat")).toEqual(tokenizer.encode("the hat"));
  save({ format: "other" });
  await expect(modelTokenizer("clerk", folder)).rejects.toThrow(/holds no tokenizer/);
  save({ tokenizer: "{" });
  await expect(modelTokenizer("clerk", folder)).rejects.toThrow(/is not JSON/);
});
