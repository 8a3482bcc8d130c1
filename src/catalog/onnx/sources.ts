/** Where an input's numbers come from: a file, a list, or nothing but a number. */
import { readFile, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import {
  decodeNpy,
  decodeSafetensors,
  decodeWav,
  FormatError,
  fromBfloat16,
  fromFloat16,
  type NpyType,
  resample,
  type SafetensorsTensor,
} from "../../formats/index.ts";
import { type ElementType, elementArrays, type OnnxPort } from "../../onnx/index.ts";
import { firstLine, RequestError } from "../errors.ts";
import type { Elements } from "./elements.ts";
import { flatten } from "./nested.ts";
import { type PictureOptions, pictureInput } from "./picture.ts";

export interface SourceOptions extends PictureOptions {
  /** Samples a second that a sound is brought to; its own unless given. */
  readonly rate?: number;
}

/** Numbers with their sizes and, where the source knows it, their type. */
export interface Sourced {
  readonly shape: readonly number[];
  readonly data: Elements;
  readonly type?: ElementType;
}

/** A source without sizes of its own: it fills what the model wants. */
export type Filler = { readonly fill: number } | { readonly random: number };

/** A filler, if the text is one: `zeros`, `random`, `random:7`, `0.5`. */
export function fillerOf(text: string): Filler | undefined {
  if (text === "zeros") return { fill: 0 };
  const seed = /^random(?::(\d{1,15}))?$/.exec(text);
  if (seed !== null) return { random: Number(seed[1] ?? 0) };
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? { fill: Number(text) } : undefined;
}

const PICTURES = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".tif", ".tiff", ".svg", ".bmp"];
const MOST_BYTES = 1 << 30;

/**
 * Reads a source: a JSON list as it stands, or a file by its ending.
 * @throws RequestError for a file that is not there, damaged, or of no known kind.
 */
export async function readInput(text: string, port: OnnxPort, options: SourceOptions): Promise<Sourced> {
  if (/^\s*\[/.test(text)) return flatten(parse(text, port.name), port.name);
  const kind = extname(text).toLowerCase();
  const reader = PICTURES.includes(kind) ? "picture" : kind;
  const known = [".npy", ".json", ".wav", ".safetensors", "picture"];
  if (!known.includes(reader)) {
    throw new RequestError(
      `input ${port.name}: ${JSON.stringify(text.slice(0, 100))} is no source. Give a .npy, .json, .safetensors, .wav or ` +
        "picture file, a JSON list, a number, zeros, or random:SEED.",
    );
  }
  const bytes = await readBytes(text);
  const file = basename(text);
  try {
    if (reader === "picture") return await pictureInput(bytes, port, options, file);
    if (reader === ".json") return flatten(parse(Buffer.from(bytes).toString("utf8"), file), file);
    if (reader === ".npy") {
      const { type, shape, data } = decodeNpy(bytes);
      return { shape, data, type: npyTypes[type] };
    }
    if (reader === ".safetensors") return fromSafetensors(bytes, port.name, file);
    const sound = decodeWav(bytes);
    const { samples } = options.rate === undefined ? sound : resample(sound, options.rate);
    return { ...ofLength(samples, port), type: "float32" };
  } catch (error) {
    if (error instanceof FormatError) throw new RequestError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Where the model's last size is known, a sound is cut to it, or silence follows. */
function ofLength(samples: Float32Array, { shape }: OnnxPort): { shape: number[]; data: Float32Array } {
  const wanted = shape?.at(-1);
  if (typeof wanted !== "number" || wanted > MOST_BYTES / 4) return { shape: [samples.length], data: samples };
  const data = new Float32Array(wanted);
  data.set(samples.subarray(0, wanted));
  return { shape: [wanted], data };
}

export const npyTypes = {
  f8: "float64",
  f4: "float32",
  f2: "float16",
  i8: "int64",
  i4: "int32",
  i2: "int16",
  i1: "int8",
  u8: "uint64",
  u4: "uint32",
  u2: "uint16",
  u1: "uint8",
  b1: "bool",
} as const satisfies Record<NpyType, ElementType>;

/** The tensor that bears the input's name. */
function fromSafetensors(bytes: Uint8Array, name: string, file: string): Sourced {
  const { tensors } = decodeSafetensors(bytes);
  const tensor = tensors[name];
  if (tensor !== undefined) return { shape: tensor.shape, ...typed(tensor) };
  const names = Object.keys(tensors).slice(0, 20).join(", ");
  throw new RequestError(`${file} holds no tensor ${JSON.stringify(name)}. It holds: ${names}.`);
}

function typed({ dtype, data }: SafetensorsTensor): Pick<Sourced, "data" | "type"> {
  if (dtype === "BF16") return { data: fromBfloat16(data), type: "float32" };
  const type = dtype === "BOOL" ? "bool" : dtype.replace(/^F/, "float").replace(/^I/, "int").replace(/^U/, "uint");
  return Object.hasOwn(elementArrays, type) ? { data, type: type as ElementType } : { data };
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(`${what} is no valid JSON: ${firstLine(error)}`, { cause: error });
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  const kind = await stat(path).catch(() => undefined);
  if (!kind?.isFile()) throw new RequestError(`${path} does not exist or is not a file.`);
  if (kind.size > MOST_BYTES) throw new RequestError(`${path} has ${kind.size} bytes. At most ${MOST_BYTES} are read.`);
  return readFile(path);
}

/** A source's elements as plain numbers: float16 widened. */
export const widened = ({ data, type }: Sourced): Elements =>
  type === "float16" ? fromFloat16(data as Uint16Array) : data;
