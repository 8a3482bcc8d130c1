/** The kernel that turns pairs by their position. */
import { RuntimeError } from "../../runtime.ts";
import { build, type Kernel, type Kernels, reader } from "../array.ts";

/** (a, b) → (a cos - b sin, b cos + a sin), with b half a head behind a. */
const rotary: Kernel = ([x, positions, cos, sin], { shape }) => {
  const [read, position] = [reader(x!), reader(positions!)];
  const [length, half] = cos!.shape as [number, number];
  return build(shape, ([b, t, i]) => {
    const place = position([b!, t!]);
    if (place < 0 || place >= length) {
      throw new RuntimeError(`run: rotary: position ${place} is outside. Use 0 to ${length - 1}.`);
    }
    const within = i! % (2 * half);
    const at = place * half + (within % half);
    const [c, s] = [cos!.data[at]!, sin!.data[at]!];
    const number = read([b!, t!, i!]);
    return within < half ? number * c - read([b!, t!, i! + half]) * s : number * c + read([b!, t!, i! - half]) * s;
  });
};

export const turning: Kernels = { rotary };
