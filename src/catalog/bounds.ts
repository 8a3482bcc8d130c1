/** Numbers within their bounds: what came, and the rule, in one line. */
import { RequestError } from "./errors.ts";

export interface Bound {
  readonly least: number;
  readonly most: number;
}

/** @throws RequestError */
export function within(name: string, value: number, { least, most }: Bound): number {
  if (value >= least && value <= most) return value;
  throw new RequestError(`${name} is ${value}. It must be from ${least} to ${most}.`);
}

/** @throws RequestError */
export function whole(name: string, value: number, bound: Bound): number {
  if (Number.isInteger(value)) return within(name, value, bound);
  throw new RequestError(`${name} is ${value}. It must be a whole number from ${bound.least} to ${bound.most}.`);
}
