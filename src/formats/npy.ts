// NumPy's .npy: one array, a short header of Python text, then the numbers.
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import { FormatError, quoted } from "./errors.ts";

/** The array of each element type, by the name that NumPy writes. */
const arrays = {
  f8: Float64Array,
  f4: Float32Array,
  f2: Uint16Array,
  i8: BigInt64Array,
  i4: Int32Array,
  i2: Int16Array,
  i1: Int8Array,
  u8: BigUint64Array,
  u4: Uint32Array,
  u2: Uint16Array,
  u1: Uint8Array,
  b1: Uint8Array,
} as const;

export type NpyType = keyof typeof arrays;

/** Row-major. f2 is raw bits (see `float16.ts`), b1 is 0 or 1. */
export interface NpyArray {
  readonly type: NpyType;
  readonly shape: readonly number[];
  readonly data: InstanceType<(typeof arrays)[NpyType]>;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const MOST_HEADER = 1 << 16;
const fail = (message: string): FormatError => new FormatError(`npy: ${message}.`);

/**
 * Reads an array. Its numbers are copied, so that they lie aligned.
 * @throws FormatError when the bytes are no such file, or hold another kind of array: text, objects, big-endian numbers,
 * columns first.
 */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw fail("the file does not begin as one of NumPy's. Write it with numpy.save");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wide = bytes[6]! >= 2;
  if (wide && bytes.length < 12) throw fail("the header was cut short");
  const begin = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > Math.min(MOST_HEADER, bytes.length - begin)) throw fail(`a header of ${length} bytes`);
  const header = new TextDecoder().decode(bytes.subarray(begin, begin + length));
  const { type, shape } = readHeader(header);
  const array = arrays[type];
  const count = shape.reduce((n, size) => n * size, 1);
  const held = bytes.length - begin - length;
  if (count * array.BYTES_PER_ELEMENT !== held) {
    throw fail(`${type} [${shape.join(", ")}] needs ${count * array.BYTES_PER_ELEMENT} bytes. The file holds ${held}`);
  }
  const copy = new Uint8Array(bytes.subarray(begin + length)); // not slice: a Buffer's is no copy
  return { type, shape, data: new array(copy.buffer, 0, count) };
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }` */
function readHeader(text: string): { type: NpyType; shape: number[] } {
  const descr = /'descr':\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === null || order === undefined || sizes === undefined) throw fail(`the header ${quoted(text)} is unknown`);
  const [, endian, type] = descr as unknown as [string, string, string];
  if (!Object.hasOwn(arrays, type)) {
    throw fail(`elements of type ${quoted(type)}. Onda reads ${Object.keys(arrays).join(", ")}`);
  }
  if (endian === ">" && !type.endsWith("1")) throw fail("big-endian numbers. Save the array with astype('<f4')");
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  if (order === "True" && shape.length > 1) throw fail("columns first. Save numpy.ascontiguousarray(array)");
  return { type: type as NpyType, shape };
}

/** Writes an array, as `numpy.load` reads it. */
export function encodeNpy({ type, shape, data }: NpyArray): Uint8Array<ArrayBuffer> {
  const endian = type.endsWith("1") ? "|" : "<";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${endian}${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const begin = Math.ceil((10 + header.length + 1) / 64) * 64; // NumPy aligns the numbers so
  const bytes = new Uint8Array(begin + data.byteLength).fill(0x20, 0, begin);
  bytes.set([...MAGIC, 1, 0, (begin - 10) & 0xff, (begin - 10) >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes[begin - 1] = 0x0a;
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), begin);
  return bytes;
}
