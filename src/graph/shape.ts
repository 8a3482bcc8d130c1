/** Shapes: sizes that are numbers, or names where one program serves several sizes. */
import type { Dim } from "./dim.ts";

export type Shape = readonly Dim[];

/** A user's mistake about shapes: which op, what came, the rule, what to do. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

export const shapeText = (shape: Shape): string => `[${shape.join(", ")}]`;

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, i) => dim === b[i]);

/** Throws a ShapeError: `matmul: [2, 3] and [4, 5] do not fit. Inner sizes must match: 3 and 4.` */
export function shapeError(op: string, got: readonly Shape[], rule: string): never {
  throw new ShapeError(`${op}: ${got.map(shapeText).join(" and ")} do not fit. ${rule}`);
}

/** The number of elements. `op` names who asks: a named size has no number while tracing. */
export function sizeOf(shape: Shape, op = "size"): number {
  return shape.reduce<number>((product, dim) => product * concrete(dim, op, shape), 1);
}

/** A size as a number, or a clear error where only a name is known. */
export function concrete(dim: Dim | undefined, op: string, shape: Shape): number {
  if (typeof dim === "number") return dim;
  throw new ShapeError(
    `${op}: the size ${JSON.stringify(dim)} of ${shapeText(shape)} is a name. ` +
      "This needs a number: trace the program at concrete sizes.",
  );
}

export function concreteShape(shape: Shape, op: string): readonly number[] {
  return shape.map((dim) => concrete(dim, op, shape));
}

/** NumPy broadcasting: aligned from the right, each pair equal or one of them 1. */
export function broadcastShapes(op: string, ...shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    let result: Dim = 1;
    for (const shape of shapes) {
      const dim = shape[i - rank + shape.length] ?? 1;
      if (dim === 1 || dim === result) continue;
      if (result !== 1) shapeError(op, shapes, `Sizes must be equal or 1 (broadcasting): ${result} and ${dim}.`);
      result = dim;
    }
    return result;
  });
}

/** An axis counted from the front: -1 is the last. */
export function normalizeAxis(op: string, axis: number, shape: Shape): number {
  const rank = shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError(`${op}: axis ${axis} of ${shapeText(shape)} does not exist. Use ${-rank} to ${rank - 1}.`);
  }
  return axis < 0 ? axis + rank : axis;
}

export const normalizeAxes = (op: string, axes: readonly number[], shape: Shape): readonly number[] =>
  [...new Set(axes.map((axis) => normalizeAxis(op, axis, shape)))].sort((a, b) => a - b);
