// WAV: sound as samples, in RIFF chunks. Read alone, and to one channel: that is what models of speech want.

import { FormatError } from "./errors.ts";

/** Samples in [-1, 1], the channels averaged. */
export interface Sound {
  readonly rate: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

const fail = (message: string): FormatError => new FormatError(`wav: ${message}.`);
const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

interface Format {
  readonly kind: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/**
 * Reads a sound of whole numbers (8, 16, 24, 32 bits) or floats (32, 64 bits).
 * @throws FormatError when the bytes are no such file.
 */
export function decodeWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE") throw fail("the file does not begin as a WAV does");
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [name, begin, claimed] = [tag(at), at + 8, view.getUint32(at + 4, true)];
    if (name === "fmt ") format = readFormat(view, begin, claimed);
    if (name === "data") {
      if (format === undefined) throw fail("the samples come before their format");
      // A stream that was cut, or never knew its length, claims more than is there.
      return { rate: format.rate, samples: mix(view, begin, Math.min(claimed, bytes.length - begin), format) };
    }
    at = begin + claimed + (claimed % 2);
  }
  throw fail("the file holds no samples");
}

function readFormat(view: DataView, at: number, length: number): Format {
  if (length < 16 || at + length > view.byteLength) throw fail("the format was cut short");
  const tag = view.getUint16(at, true);
  const kind = tag === EXTENSIBLE && length >= 26 ? view.getUint16(at + 24, true) : tag;
  const [channels, rate, bits] = [
    view.getUint16(at + 2, true),
    view.getUint32(at + 4, true),
    view.getUint16(at + 14, true),
  ];
  const known = kind === PCM ? [8, 16, 24, 32] : kind === FLOAT ? [32, 64] : [];
  if (!known.includes(bits)) throw fail(`samples of kind ${kind} with ${bits} bits. Save it as PCM of 16 bits`);
  if (channels < 1 || channels > 64 || rate < 1) throw fail(`${channels} channels at ${rate} Hz`);
  return { kind, channels, rate, bits };
}

function mix(
  view: DataView,
  begin: number,
  length: number,
  { kind, channels, bits }: Format,
): Float32Array<ArrayBuffer> {
  const width = bits / 8;
  const samples = new Float32Array(Math.floor(length / (width * channels)));
  const read = readers[`${kind === FLOAT ? "float" : "int"}${bits}` as keyof typeof readers];
  for (let i = 0, at = begin; i < samples.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += width) sum += read(view, at);
    samples[i] = sum / channels;
  }
  return samples;
}

const readers = {
  int8: (view: DataView, at: number) => (view.getUint8(at) - 128) / 128, // 8 bits have no sign
  int16: (view: DataView, at: number) => view.getInt16(at, true) / 2 ** 15,
  int24: (view: DataView, at: number) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  int32: (view: DataView, at: number) => view.getInt32(at, true) / 2 ** 31,
  float32: (view: DataView, at: number) => view.getFloat32(at, true),
  float64: (view: DataView, at: number) => view.getFloat64(at, true),
};

/** Lobes of the window on each side. */
const LOBES = 16;

/** The sound at another rate: a sinc under a Hann window, cut off below half of the lower rate. */
export function resample({ rate, samples }: Sound, wanted: number): Sound {
  if (rate === wanted) return { rate, samples };
  const step = rate / wanted;
  const cut = Math.min(1, 1 / step);
  const reach = LOBES / cut;
  const out = new Float32Array(Math.floor(samples.length / step));
  for (let i = 0; i < out.length; i++) {
    const centre = i * step;
    let [sum, weights] = [0, 0];
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    for (let j = Math.max(0, Math.ceil(centre - reach)); j <= last; j++) {
      const t = j - centre;
      const x = Math.PI * t * cut;
      const weight = (x === 0 ? 1 : Math.sin(x) / x) * (0.5 + 0.5 * Math.cos((Math.PI * t) / reach));
      sum += weight * samples[j]!;
      weights += weight;
    }
    out[i] = sum / weights;
  }
  return { rate: wanted, samples: out };
}
