/** Where the things of a picture stand: all that a caption leaves open about place, size, tilt and mirroring. */
import type { Rng } from "../../nn/random.ts";

/** Where one thing stands, in units of the picture's side. */
export interface Place {
  /** Its centre, from the left and from the top. */
  readonly x: number;
  readonly y: number;
  /** The side of the square that it fills upright. */
  readonly side: number;
  /** Clockwise, in radians. */
  readonly angle: number;
  readonly mirror: boolean;
}

export interface Arranging {
  /** For each thing, whether it is mirrored. */
  readonly mirrored: readonly boolean[];
  /** Of two, the first stands on the right. */
  readonly swapped?: boolean;
  /** How far tilt, size and place may go, from 0 to 1 (the default): 1 is ±12°, 0.78 to 0.98 of the picture, anywhere in it. */
  readonly variation?: number;
}

const MAX_TILT = (12 * Math.PI) / 180;

/** Places for one, two or three things: nothing leaves the picture, and neighbours hardly touch. */
export function arrange({ mirrored, swapped = false, variation = 1 }: Arranging, rng: Rng): Place[] {
  const spots = spotsOf(mirrored.length, swapped, variation, rng);
  return spots.map((spot, i) => {
    const angle = rng.float() < 0.4 ? 0 : MAX_TILT * variation * (2 * rng.float() - 1);
    // Turning makes the square reach further; shrinking keeps it in the picture.
    const reach = Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle));
    return { ...spot, side: spot.side / reach, angle, mirror: mirrored[i]! };
  });
}

type Spot = Pick<Place, "x" | "y" | "side">;

function spotsOf(things: number, swapped: boolean, variation: number, rng: Rng): Spot[] {
  const jitter = (room: number) => variation * room * (rng.float() - 0.5);
  const between = (low: number, high: number) => (low + high) / 2 + variation * (high - low) * (rng.float() - 0.5);
  if (things === 1) {
    const side = between(0.78, 0.98);
    return [{ x: 0.5 + jitter(0.98 - side), y: 0.5 + jitter(0.98 - side), side }];
  }
  if (things === 2) {
    const side = between(0.41, 0.48);
    const spots = [0.26, 0.74].map((x) => ({
      x: x + jitter(0.48 - side),
      y: 0.5 + jitter(0.2),
      side: side - variation * 0.03 * rng.float(),
    }));
    return swapped ? spots.reverse() : spots;
  }
  const side = between(0.38, 0.44);
  const row = rng.float() < 0.3;
  const upside = rng.float() < 0.3;
  const at = row
    ? [
        [0.175, 0.5],
        [0.5, 0.5],
        [0.825, 0.5],
      ]
    : [
        [0.5, 0.27],
        [0.265, 0.73],
        [0.735, 0.73],
      ].map(([x, y]) => [x!, upside ? 1 - y! : y!]);
  return at.map(([x, y]) => ({
    x: x! + jitter(0.02),
    y: y! + jitter(row ? 0.16 : 0.03),
    side: row ? side * 0.74 : side,
  }));
}
