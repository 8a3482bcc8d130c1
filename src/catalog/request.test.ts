// Every bound of a request, in one place.
import { describe, expect, it } from "vitest";
import { RequestError } from "./errors.ts";
import { completeRequest, type PictureRequest } from "./request.ts";

const file = { name: "cat.png", bytes: new Uint8Array(1) };

describe("a request", () => {
  it("is filled in", () => {
    const { seed, ...rest } = completeRequest({ prompt: " a cat " });
    expect(rest).toEqual({
      prompt: "a cat",
      negative: "",
      steps: 20,
      guidance: 1.5,
      temperature: 0.6,
      sampler: "dpm",
      size: 64,
      strength: 0.6,
    });
    expect(Number.isInteger(seed)).toBe(true);
    expect(completeRequest({ prompt: "a", from: file, mask: file }).strength).toBe(1);
  });

  const wrong: [Partial<PictureRequest>, RegExp][] = [
    [{ prompt: "" }, /prompt is empty/],
    [{ negative: "a\u0007" }, /negative prompt has a control character/],
    [{ size: 0 }, /size is 0\. It must be from 64 to 512/],
    [{ size: 1e9 }, /size is 1000000000/],
    [{ size: 64.5 }, /whole number/],
    [{ size: Number.NaN }, /whole number/],
    [{ steps: 0 }, /steps is 0/],
    [{ steps: Number.POSITIVE_INFINITY }, /whole number/],
    [{ guidance: -1 }, /guidance is -1/],
    [{ guidance: Number.NaN }, /guidance is NaN/],
    [{ seed: -1 }, /seed is -1/],
    [{ strength: 0.5 }, /--from/],
    [{ from: file, strength: 2 }, /strength is 2/],
    [{ mask: file }, /--from/],
    [{ sampler: "toString" as "dpm" }, /no sampler "toString"\. Known: euler, heun, dpm/],
  ];
  it.each(wrong)("%j is refused", (part, message) => {
    expect(() => completeRequest({ prompt: "a cat", ...part })).toThrow(RequestError);
    expect(() => completeRequest({ prompt: "a cat", ...part })).toThrow(message);
  });
});
