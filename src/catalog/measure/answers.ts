/** From logits to answers in words. */
import type { Labels, Questions } from "../../data/index.ts";
import type { Rows } from "../../train/index.ts";

/** The likeliest answer to every question, for every picture. */
export function answersIn(logits: Readonly<Record<string, Rows>>, questions: Questions): Labels[] {
  const asked = Object.entries(questions);
  const count = logits[asked[0]![0]]!.count;
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(asked.map(([question, answers]) => [question, answers[likeliest(logits[question]!, i)]!])),
  );
}

function likeliest({ data, width }: Rows, row: number): number {
  let best = 0;
  for (let k = 1; k < width; k++) if (data[row * width + k]! > data[row * width + best]!) best = k;
  return best;
}
