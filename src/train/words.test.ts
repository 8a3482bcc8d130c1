import { describe, expect, it } from "vitest";
import { byteSize, duration, energy, money, quantity, table } from "./words.ts";

describe("numbers as people read them", () => {
  it.each<[number, string]>([
    [0, "0.0 s"],
    [0.78, "0.8 s"],
    [9.96, "10 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [417, "6 min 57 s"],
    [3599.7, "1 h"],
    [6120, "1 h 42 min"],
    [86_399, "1 d"],
    [183_600, "2 d 3 h"],
  ])("%f seconds: %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each<[string, string]>([
    [byteSize(0), "0 B"],
    [byteSize(898_248_704), "898 MB"],
    [byteSize(1_299_999_999), "1.3 GB"],
    [byteSize(999_700), "1 MB"],
    [quantity(999), "999"],
    [quantity(13_812_345), "13.8 M"],
    [quantity(2.4e12, "FLOP"), "2.4 TFLOP"],
    [energy(18.4), "18 J"],
    [energy(36_000), "10 Wh"],
    [energy(7_200_000), "2 kWh"],
    [money(0, "USD"), "0 USD"],
    [money(1.234, "EUR"), "1.23 EUR"],
    [money(0.000123, "USD"), "0.00012 USD"],
    [
      table([
        ["a", "1"],
        ["long", "2"],
      ]),
      "  a     1\n  long  2\n",
    ],
  ])("%s", (text, wanted) => {
    expect(text).toBe(wanted);
  });
});
