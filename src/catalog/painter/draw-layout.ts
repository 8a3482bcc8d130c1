/** Where a painting's things stand: what the prompt says of it, and a seed for the rest. */
import { arrange, STYLES } from "../../data/index.ts";
import { drawAnswers, type Layout } from "../../models/latent/index.ts";
import type { Rng } from "../../nn/index.ts";

/** A layout drawn by the text encoder's logits for one prompt; undefined where the painter learned none. */
export function drawLayout(logits: Float32Array, rng: Rng): Layout | undefined {
  const { number, style, swapped, mirrored, mirroredSecond } = drawAnswers(logits, () => rng.float());
  if (number === 0) return undefined;
  const flips = [mirrored, mirroredSecond, mirrored].slice(0, number).map(Boolean);
  return { style, things: arrange({ mirrored: flips, swapped: swapped === 1 }, rng) };
}

/** The layout of a composed picture. */
export const layoutOf = ({
  plan,
  places,
}: {
  plan: { style: (typeof STYLES)[number] };
  places: Layout["things"];
}): Layout => ({
  style: STYLES.indexOf(plan.style),
  things: places,
});
