/** What describes a convolution, and the sizes that follow. */
import { concrete, shapeError } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

// Legend: N batch, C input channels, O output channels, G groups, H W height and width, k kernel size.
export type Pair = readonly [number, number];
/** top, left, bottom, right. */
export type Padding = readonly [number, number, number, number];

export interface ConvOptions {
  readonly stride?: number | Pair;
  /** One number for all sides, or [top, left, bottom, right]. */
  readonly padding?: number | Padding;
  readonly dilation?: number | Pair;
  readonly groups?: number;
}
export interface ConvAttributes extends Record<string, unknown> {
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  readonly groups: number;
}

export const pair = (n: number | Pair): Pair => (typeof n === "number" ? [n, n] : n);
const sides = (n: number | Padding): Padding => (typeof n === "number" ? [n, n, n, n] : n);
export const resolve = (o: ConvOptions): ConvAttributes => ({
  stride: pair(o.stride ?? 1),
  padding: sides(o.padding ?? 0),
  dilation: pair(o.dilation ?? 1),
  groups: o.groups ?? 1,
});
export const onnxAttributes = (a: ConvAttributes) => ({
  strides: a.stride,
  pads: a.padding,
  dilations: a.dilation,
  group: a.groups,
});
export const dims = (x: Tensor, op: string): [number, number, number, number] => {
  if (x.rank !== 4) shapeError(op, [x.shape], "Need four axes: [N, C, H, W].");
  return x.shape.map((d, i) => (i === 0 && typeof d === "string" ? d : concrete(d, op, x.shape))) as [
    number,
    number,
    number,
    number,
  ];
};
