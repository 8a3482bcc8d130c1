import { describe, expect, it } from "vitest";
import { philox4x32 } from "./philox.ts";

const words = (text: string): number[] => text.split(" ").map((word) => Number.parseInt(word, 16));

describe("philox4x32-10", () => {
  // Random123 1.14, tests/kat_vectors: counter, key, block.
  it.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("gives the published block of counter %s, key %s", (counter, key, block) => {
    const out = new Uint32Array(4);
    const [key0, key1] = words(key) as [number, number];
    philox4x32(Uint32Array.from(words(counter)), key0, key1, out);
    expect([...out]).toEqual(words(block));
  });
});
