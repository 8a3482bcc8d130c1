import { describe, expect, it } from "vitest";
import { FormatError } from "./errors.ts";
import { decodeWav, resample } from "./wav.ts";

interface Wav {
  readonly kind?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits: number;
  readonly data: Uint8Array;
}

/** The chunks of a WAV file; a chunk of odd length stands before the samples. */
function wav({ kind = 1, channels = 1, rate = 8000, bits, data }: Wav): Buffer {
  const head = Buffer.alloc(36);
  head.write("RIFF\0\0\0\0WAVEfmt ", "latin1");
  head.writeUInt32LE(16, 16);
  for (const [at, n] of [
    [20, kind],
    [22, channels],
    [32, (channels * bits) / 8],
    [34, bits],
  ] as const)
    head.writeUInt16LE(n, at);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE((rate * channels * bits) / 8, 28);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([head, Buffer.from("LIST\x03\0\0\0abc\0data", "latin1"), size, data]);
}
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

describe("wav", () => {
  it("reads whole numbers and floats, and averages the channels", () => {
    const half = [0, 0.5, -0.5, -1];
    const of = (bits: number, data: Uint8Array, kind = 1) => [...decodeWav(wav({ bits, data, kind })).samples];
    expect(of(8, Uint8Array.of(128, 192, 64, 0))).toEqual(half);
    expect(of(16, bytesOf(Int16Array.of(0, 2 ** 14, -(2 ** 14), -(2 ** 15))))).toEqual(half);
    expect(of(24, Uint8Array.of(0, 0, 0, 0, 0, 0x40, 0, 0, 0xc0, 0, 0, 0x80))).toEqual(half);
    expect(of(32, bytesOf(Int32Array.of(0, 2 ** 30, -(2 ** 30), -(2 ** 31))))).toEqual(half);
    expect(of(32, bytesOf(Float32Array.from(half)), 3)).toEqual(half);
    expect(of(64, bytesOf(Float64Array.from(half)), 3)).toEqual(half);
    const stereo = decodeWav(
      wav({ bits: 32, kind: 3, channels: 2, rate: 44_100, data: bytesOf(Float32Array.of(1, 0, -1, 0.5)) }),
    );
    expect(stereo).toEqual({ rate: 44_100, samples: Float32Array.of(0.5, -0.25) });
  });

  it("brings a tone to another rate, and drops what that rate cannot hold", () => {
    const tone = (rate: number, hertz: number) =>
      Float32Array.from({ length: rate }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate));
    const middle = (samples: Float32Array) => samples.slice(500, -500);
    const furthest = (a: Float32Array, b: Float32Array) =>
      a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
    for (const [from, to] of [
      [8000, 16_000],
      [16_000, 8000],
      [11_025, 16_000],
    ] as const) {
      const { rate, samples } = resample({ rate: from, samples: tone(from, 440) }, to);
      expect(rate).toBe(to);
      expect(samples.length).toBe(to);
      expect(furthest(middle(samples), middle(tone(to, 440)))).toBeLessThan(0.01);
    }
    const high = resample({ rate: 16_000, samples: tone(16_000, 6000) }, 8000).samples;
    expect(furthest(middle(high), new Float32Array(8000))).toBeLessThan(0.02);
  });

  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "wav: the file does not begin as a WAV does."],
    ["no samples", wav({ bits: 16, data: new Uint8Array(2) }).subarray(0, 40), "wav: the file holds no samples."],
    ["12 bits", wav({ bits: 12, data: new Uint8Array(6) }), "wav: samples of kind 1 with 12 bits."],
    ["another coding", wav({ kind: 2, bits: 4, data: new Uint8Array(6) }), "wav: samples of kind 2 with 4 bits."],
    ["no channel", wav({ channels: 0, bits: 16, data: new Uint8Array(6) }), "wav: 0 channels at 8000 Hz."],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => decodeWav(bytes)).toThrow(FormatError);
    expect(() => decodeWav(bytes)).toThrow(message);
  });
});
