import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import { jitter } from "./jitter.ts";

const SIZE = 32;
/** A red square in the middle of blue. */
const square = () =>
  Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => {
    const [x, y, c] = [i % SIZE, Math.floor(i / SIZE) % SIZE, Math.floor(i / SIZE / SIZE)];
    const inside = Math.abs(x - 16) < 9 && Math.abs(y - 16) < 9;
    return c === (inside ? 0 : 2) ? 0.8 : -0.8;
  });

describe("jitter", () => {
  it("is a pure function of picture and generator, and stays in range", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [one, other] = [square(), square()];
      jitter(one, SIZE, createRng(seed));
      jitter(other, SIZE, createRng(seed));
      expect(one.every((x, i) => x === other[i])).toBe(true);
      expect(one.every((x) => x >= -1 && x <= 1)).toBe(true);
    }
  });

  it("changes the picture and keeps what it shows", () => {
    let changed = 0;
    for (let seed = 0; seed < 20; seed++) {
      const [picture, before] = [square(), square()];
      jitter(picture, SIZE, createRng(seed));
      changed += picture.some((x, i) => Math.abs(x - before[i]!) > 0.1) ? 1 : 0;
      const at = (x: number, y: number) => [0, 1, 2].map((c) => picture[c * SIZE * SIZE + y * SIZE + x]!);
      const [middle, corner] = [at(16, 16), at(1, 1)];
      expect(middle[0]!).toBeGreaterThan(middle[2]! + 0.5);
      expect(corner[2]!).toBeGreaterThan(corner[0]! + 0.5);
    }
    expect(changed).toBeGreaterThan(16);
  });
});
