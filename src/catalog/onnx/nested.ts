/** Tensors as nested lists, as JSON writes them. */
import { RequestError } from "../errors.ts";
import type { Elements } from "./elements.ts";

/** Lists in lists: ONNX's own tensors have fewer sizes. */
const MOST_NESTED = 32;

type Leaf = number | boolean | string;

/**
 * The sizes and elements of nested lists.
 * @throws RequestError for lists of different lengths side by side, and for what is no number, text or truth.
 */
export function flatten(nested: unknown, what: string): { shape: number[]; data: Elements } {
  const shape: number[] = [];
  for (let at = nested; Array.isArray(at); at = at[0]) {
    shape.push(at.length);
    if (shape.length > MOST_NESTED) throw new RequestError(`${what}: lists nested deeper than ${MOST_NESTED}.`);
  }
  const data: Leaf[] = [];
  const walk = (part: unknown, depth: number): void => {
    if (depth < shape.length) {
      if (!Array.isArray(part) || part.length !== shape[depth]) {
        throw new RequestError(`${what}: its lists are not all of the same length: [${shape.join(", ")}] begins it.`);
      }
      for (const inner of part) walk(inner, depth + 1);
    } else if (typeof part === "number" || typeof part === "boolean" || typeof part === "string") data.push(part);
    else throw new RequestError(`${what}: ${JSON.stringify(part)?.slice(0, 40)} is no number and no text.`);
  };
  walk(nested, 0);
  return { shape, data };
}

/** Elements as nested lists. */
export function nest(shape: readonly number[], data: ArrayLike<unknown>): unknown {
  let rows: unknown[] = Array.from(data);
  for (const size of shape.slice(1).reverse()) {
    const longer: unknown[] = [];
    const count = size === 0 ? shape.slice(0, shape.indexOf(0)).reduce((n, s) => n * s, 1) : rows.length / size;
    for (let i = 0; i < count; i++) longer.push(rows.slice(i * size, (i + 1) * size));
    rows = longer;
  }
  return shape.length === 0 ? rows[0] : rows;
}
