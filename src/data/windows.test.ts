import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../formats/index.ts";
import { allWindows, encodePacked, windowsAt } from "./windows.ts";

const numbers = ({ data }: { data: ArrayLike<number | bigint> }) => Array.from(data, Number);
const text = Array.from({ length: 50 }, (_, i) => i);

describe("windows", () => {
  it("lie in the text, each token with its next one, and are the same for the same seed and step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 49 }), fc.integer({ min: 1, max: 4 }), fc.nat(), (length, batch, step) => {
        const { ids, targets } = windowsAt(text, { batch, length, seed: 1, step });
        expect([ids.shape, targets.shape]).toEqual([
          [batch, length],
          [batch, length],
        ]);
        const found = numbers(ids);
        expect(numbers(targets)).toEqual(found.map((id) => id + 1));
        for (let i = 0; i < found.length; i++) if (i % length > 0) expect(found[i]).toBe(found[i - 1]! + 1);
        expect(windowsAt(text, { batch, length, seed: 1, step })).toEqual({ ids, targets });
      }),
    );
  });

  it("reach the first and the last token", () => {
    const seen = new Set<number>();
    for (let step = 0; step < 300; step++) {
      const { targets, ids } = windowsAt(text, { batch: 1, length: 45, seed: 2, step });
      for (const id of [...numbers(ids), ...numbers(targets)]) seen.add(id);
    }
    expect(seen.size).toBe(50);
  });

  it("of the whole text do not overlap", () => {
    const all = [...allWindows(text, 2, 6)];
    expect(all.flatMap(({ ids }) => numbers(ids))).toEqual(text.slice(0, 48));
    expect([...allWindows(text, 3, 7)].length).toBe(2);
  });

  it("need a text that is long enough", () => {
    const message = "windows: a text of 50 tokens. A window of 50 needs 51 of them.";
    expect(() => windowsAt(text, { batch: 1, length: 50, seed: 1, step: 0 })).toThrow(message);
    expect(() => allWindows(text, 1, 50).next()).toThrow(message);
  });

  it("are cut from tokens in the smallest array, part by part", () => {
    const tokenizer = createTokenizer({ kind: "byte-pairs", merges: [[97, 98]], special: [] });
    expect(encodePacked(tokenizer, "abc")).toEqual(Uint16Array.of(256, 99));
    expect(encodePacked({ size: 2 ** 16 + 1, encode: () => [1, 65536] }, "x")).toEqual(Uint32Array.of(1, 65536));
    const long = "ab ab\n".repeat(400_000);
    const [packed, plain] = [encodePacked(tokenizer, long), Uint16Array.from(tokenizer.encode(long))];
    expect(Buffer.from(packed.buffer).equals(Buffer.from(plain.buffer))).toBe(true);
    expect(encodePacked(tokenizer, "").length).toBe(0);
  });
});
