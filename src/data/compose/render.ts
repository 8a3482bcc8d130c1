/** A plan becomes a picture. What the plan leaves open (place, size, tilt, mirror, shade) comes from the generator. */
import type { Rng } from "../../nn/random.ts";
import { PALETTE } from "../colours.ts";
import { type ColourName, type EmojiSet, SPRITE_MARGIN, SPRITE_SIZE } from "../emoji/concept.ts";
import { arrange, type Place } from "./arrange.ts";
import type { Plan, PlanItem } from "./plan.ts";
import { recolouring } from "./recolour.ts";
import { type Canvas, drawSprite } from "./warp.ts";

/** Sprite side over the side of what is visible in it. */
const BORDER = SPRITE_SIZE / (SPRITE_SIZE - 2 * SPRITE_MARGIN);

export interface Rendering {
  /** RGB in [0, 255], size × size × 3. */
  readonly pixels: Float32Array;
  /** Where the plan's things stand, in its order. */
  readonly places: readonly Place[];
}

/** `variation` from 0 to 1 is how far tilt, size and place may go: see `arrange`. */
export function renderPlan(set: EmojiSet, plan: Plan, rng: Rng, size = 64, variation = 1): Rendering {
  const canvas: Canvas = { size, pixels: new Float32Array(size * size * 3) };
  fill(canvas, shaded(plan.background, rng));
  const things = plan.items.length === 2 ? plan.items : Array.from({ length: plan.count }, () => plan.items[0]!);
  const mirrored = things.map(({ concept }) => rng.float() < 0.5 && set.concept(concept).mirrors);
  const places = arrange({ mirrored, swapped: !plan.placed && rng.float() < 0.5, variation }, rng);
  const shade = 0.05 * (rng.float() - 0.5);
  for (const [i, item] of things.entries()) draw(canvas, set, plan, item, places[i]!, shade);
  return { pixels: canvas.pixels, places };
}

function draw(canvas: Canvas, set: EmojiSet, plan: Plan, item: PlanItem, place: Place, shade: number): void {
  const look = set.concept(item.concept).looks[plan.style];
  const change = item.colour !== null && item.colour !== look?.colour && look?.tint;
  const recolour = change ? recolouring(change, item.colour, shade) : undefined;
  const [x, y, side] = [place.x, place.y, place.side * BORDER].map((w) => w * canvas.size) as [number, number, number];
  drawSprite(canvas, set.sprite(item.concept, plan.style), { ...place, x, y, side }, recolour);
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
