/** A plan becomes a picture. What the plan leaves open (place, size, tilt, mirror, shade) comes from the generator. */
import type { Rng } from "../../nn/random.ts";
import { PALETTE } from "../colours.ts";
import { type ColourName, type EmojiSet, SPRITE_MARGIN, SPRITE_SIZE } from "../emoji/concept.ts";
import type { Plan, PlanItem } from "./plan.ts";
import { recolouring } from "./recolour.ts";
import { type Canvas, drawSprite, type Placement } from "./warp.ts";

const MAX_TILT = (12 * Math.PI) / 180;
/** Sprite side over the side of what is visible in it. */
const BORDER = SPRITE_SIZE / (SPRITE_SIZE - 2 * SPRITE_MARGIN);

/**
 * RGB in [0, 255], size × size × 3. `variation` from 0 to 1 is how far tilt, size and place may go:
 * 1 is ±12°, 0.78 to 0.98 of the picture, and anywhere in it.
 */
export function renderPlan(set: EmojiSet, plan: Plan, rng: Rng, size = 64, variation = 1): Float32Array {
  const canvas: Canvas = { size, pixels: new Float32Array(size * size * 3) };
  fill(canvas, shaded(plan.background, rng));
  const things = plan.items.length === 2 ? plan.items : Array.from({ length: plan.count }, () => plan.items[0]!);
  const spots = layout(plan, things.length, rng, variation);
  const shade = 0.05 * (rng.float() - 0.5);
  for (const [i, item] of things.entries()) {
    const spot = spots[i]!;
    const placed = { x: spot.x * size, y: spot.y * size, side: spot.side * size };
    draw(canvas, set, plan, item, placed, { tilt: MAX_TILT * variation, shade }, rng);
  }
  return canvas.pixels;
}

type Spot = Pick<Placement, "x" | "y" | "side">;

interface Freedom {
  /** The largest angle, in radians. */
  readonly tilt: number;
  readonly shade: number;
}

function draw(canvas: Canvas, set: EmojiSet, plan: Plan, item: PlanItem, spot: Spot, free: Freedom, rng: Rng): void {
  const concept = set.concept(item.concept);
  const look = concept.looks[plan.style];
  const tilt = rng.float() < 0.4 ? 0 : free.tilt * (2 * rng.float() - 1);
  const mirror = rng.float() < 0.5 && concept.mirrors;
  const change = item.colour !== null && item.colour !== look?.colour && look?.tint;
  const recolour = change ? recolouring(change, item.colour, free.shade) : undefined;
  // Turning makes the square reach further; shrinking keeps it on the canvas.
  const reach = Math.abs(Math.cos(tilt)) + Math.abs(Math.sin(tilt));
  drawSprite(
    canvas,
    set.sprite(item.concept, plan.style),
    { ...spot, side: (spot.side * BORDER) / reach, angle: tilt, mirror },
    recolour,
  );
}

/** Places in units of the canvas: nothing leaves it, and neighbours hardly touch. */
function layout(plan: Plan, things: number, rng: Rng, variation: number): Spot[] {
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
    return plan.placed || rng.float() < 0.5 ? spots : spots.reverse();
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

function fill(canvas: Canvas, colour: readonly [number, number, number]): void {
  const { pixels } = canvas;
  for (let i = 0; i < pixels.length; i++) pixels[i] = colour[i % 3]!;
}

/** A background of this name, a little lighter, darker or tinted; white stays white. */
function shaded(name: ColourName, rng: Rng): [number, number, number] {
  const { background } = PALETTE[name];
  const light = name === "white" ? 0 : 18 * (2 * rng.float() - 1);
  const channel = (value: number) => {
    const drift = name === "white" ? 0 : light + 5 * (2 * rng.float() - 1);
    return Math.max(0, Math.min(255, Math.round(value + drift)));
  };
  return [channel(background[0]), channel(background[1]), channel(background[2])];
}
