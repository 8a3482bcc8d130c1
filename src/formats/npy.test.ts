import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "./errors.ts";
import { decodeNpy, encodeNpy, type NpyArray } from "./npy.ts";

/** numpy.save of numpy.arange(6, dtype=t).reshape(2, 3), NumPy 2.4: its header, then the numbers. */
const saved = (descr: string, order: string, shape: string, data: Uint8Array, version = 1) => {
  const dict = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const header = `${dict.padEnd(128 - 10 - 1)}\n`;
  const length = version === 1 ? [header.length, 0] : [header.length, 0, 0, 0];
  return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), version, 0, ...length, ...Buffer.from(header), ...data]);
};
const six = new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer);

describe("npy", () => {
  it("reads what NumPy writes", () => {
    const wanted = { type: "f4", shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) };
    expect(decodeNpy(saved("<f4", "False", "(2, 3)", six))).toEqual(wanted);
    expect(decodeNpy(saved("<f4", "False", "(2, 3)", six, 2))).toEqual(wanted);
    expect(decodeNpy(saved("|b1", "False", "()", Uint8Array.of(1)))).toEqual({
      type: "b1",
      shape: [],
      data: Uint8Array.of(1),
    });
    expect(decodeNpy(Buffer.from(saved("<f4", "False", "(2, 3)", six)))).toEqual(wanted); // Buffers share their memory
    expect(decodeNpy(saved("<f4", "True", "(6,)", six)).shape).toEqual([6]); // one size has no order
  });

  it("gives back what it writes", () => {
    const shape = fc.array(fc.nat(4), { maxLength: 4 });
    fc.assert(
      fc.property(shape, fc.constantFrom("f8", "i8", "u1", "f2"), (shape, type) => {
        const count = shape.reduce((n, size) => n * size, 1);
        const numbers = Array.from({ length: count }, (_, i) => i);
        const data =
          type === "f8"
            ? Float64Array.from(numbers)
            : type === "i8"
              ? BigInt64Array.from(numbers, BigInt)
              : type === "f2"
                ? Uint16Array.from(numbers)
                : Uint8Array.from(numbers);
        const array = { type, shape, data } as NpyArray;
        const bytes = encodeNpy(array);
        expect(decodeNpy(bytes)).toEqual(array);
        expect((bytes.length - data.byteLength) % 64).toBe(0);
      }),
    );
  });

  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "npy: the file does not begin as one of NumPy's."],
    ["a header cut short", saved("<f4", "False", "(2, 3)", six).slice(0, 60), "npy: a header of 118 bytes."],
    [
      "numbers cut short",
      saved("<f4", "False", "(2, 3)", six.slice(4)),
      "f4 [2, 3] needs 24 bytes. The file holds 20.",
    ],
    ["sizes without bounds", saved("<f4", "False", "(99999999999999999999, 9999)", six), "needs 3.9996e+24 bytes"],
    ["columns first", saved("<f4", "True", "(2, 3)", six), "Save numpy.ascontiguousarray(array)."],
    ["big-endian numbers", saved(">f4", "False", "(2, 3)", six), "big-endian"],
    ["text", saved("<U5", "False", "(2,)", six), 'elements of type "U5".'],
    ["objects", saved("|O", "False", "(2,)", six), 'elements of type "O".'],
    ["records", saved("<f4", "False", "[2]", six), "npy: the header"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => decodeNpy(bytes)).toThrow(FormatError);
    expect(() => decodeNpy(bytes)).toThrow(message);
  });
});
