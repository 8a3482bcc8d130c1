/** A picture as the tensor that a model of pictures wants: floats, channels first or last, its sizes by the model's. */
import type { Shape } from "../../graph/index.ts";
import type { OnnxPort } from "../../onnx/index.ts";
import { RequestError } from "../errors.ts";
import { decodePixels, type PixelSize } from "../pictures/decode.ts";
import type { Elements } from "./elements.ts";

export interface PictureOptions {
  /** Pixels; what the model says unless given, else the picture's own. */
  readonly size?: PixelSize;
  /** (pixel/255 − mean) / std, one number for all channels or one each; 0 and 1 unless given. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** Where the channels stand; as the model's sizes say unless given. */
  readonly layout?: "nchw" | "nhwc";
}

/** [1, C, H, W] or [1, H, W, C] (without the 1 where the input has three sizes): floats, or bytes for an input of bytes. */
export async function pictureInput(
  bytes: Uint8Array,
  { name, type, shape = [1, 3, "height", "width"] }: OnnxPort,
  options: PictureOptions,
  file: string,
): Promise<{ shape: number[]; data: Elements }> {
  if (shape.length !== 3 && shape.length !== 4) {
    throw new RequestError(`input ${name} is ${type} [${shape.join(", ")}]. A picture needs three or four sizes.`);
  }
  const sizes = shape.slice(-3);
  const last = (options.layout ?? layoutOf(sizes)) === "nhwc";
  const [depth, high, wide] = last ? [sizes[2]!, sizes[0]!, sizes[1]!] : [sizes[0]!, sizes[1]!, sizes[2]!];
  const channels = depth === 1 ? 1 : 3;
  if (typeof depth === "number" && depth !== channels) {
    throw new RequestError(
      `input ${name} has ${depth} channels. A picture has 1 or 3: set --layout, or give a .npy file.`,
    );
  }
  const picture = await decodePixels(bytes, (own) => options.size ?? sizeFor(own, wide, high), channels, file);
  const raw = type === "uint8" && options.mean === undefined && options.std === undefined;
  const data = raw ? picture.data : normal(picture.data, channels, options);
  const { width, height } = picture;
  const ordered = last ? data : channelsFirst(data, width * height, channels);
  const shaped = last ? [height, width, channels] : [channels, height, width];
  return { shape: shape.length === 4 ? [1, ...shaped] : shaped, data: ordered };
}

const isDepth = (size: unknown): boolean => size === 1 || size === 3;
const layoutOf = (sizes: Shape): "nchw" | "nhwc" => (!isDepth(sizes[0]) && isDepth(sizes[2]) ? "nhwc" : "nchw");

/** The model's sizes; where it leaves one open, the picture keeps its proportions, and where both, its size. */
function sizeFor(own: PixelSize, wide: unknown, high: unknown): PixelSize {
  const [width, height] = [wide, high].map((size) => (typeof size === "number" ? size : undefined));
  const scale = (width ?? own.width) / own.width;
  const turned = (height ?? own.height) / own.height;
  return {
    width: width ?? Math.max(1, Math.round(own.width * turned)),
    height: height ?? Math.max(1, Math.round(own.height * scale)),
  };
}

function normal(pixels: Uint8Array, channels: number, { mean = [0], std = [1] }: PictureOptions): Float32Array {
  for (const [what, list] of [
    ["mean", mean],
    ["std", std],
  ] as const) {
    if (list.length !== 1 && list.length !== channels) {
      throw new RequestError(`--${what} has ${list.length} numbers for ${channels} channels. Give one, or one each.`);
    }
  }
  const at = (list: readonly number[], c: number) => list[list.length === 1 ? 0 : c]!;
  return Float32Array.from(pixels, (p, i) => (p / 255 - at(mean, i % channels)) / at(std, i % channels));
}

function channelsFirst<T extends Uint8Array | Float32Array>(data: T, area: number, channels: number): T {
  const out = (data instanceof Uint8Array ? new Uint8Array(data.length) : new Float32Array(data.length)) as T;
  for (let i = 0; i < area; i++) for (let c = 0; c < channels; c++) out[c * area + i] = data[i * channels + c]!;
  return out;
}
