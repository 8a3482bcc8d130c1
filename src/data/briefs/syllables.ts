/** Words that nobody has used before: who writes them down must copy them. */
import type { Rng } from "../../nn/random.ts";
import { words } from "./category.ts";

const ONSETS = words(
  "b, br, c, ch, cl, d, dr, f, fl, g, gl, gr, h, j, k, kl, l, m, n, p, pl, qu, r, s, sh, sk, sl, st, t, th, tr, v, w, y, z",
);
const VOWELS = words("a, e, i, o, u, a, e, i, o, ai, ea, ee, oo, ou, ia, io");
const CODAS = words("n, l, r, m, s, x, nd, rt, ck, sh, th, t, ll, nt, v, d, p, rk, lm, ,, ,, ,,").map((coda) =>
  coda.replace(",", ""),
);

/** An invented word: "velmora", "quist", "thalion". */
export function syllables(rng: Rng): string {
  const count = 1 + rng.int(3);
  let word = "";
  for (let i = 0; i < count; i++)
    word += rng.pick(ONSETS) + rng.pick(VOWELS) + (rng.float() < 0.45 ? rng.pick(CODAS) : "");
  return word.length < 4 ? word + rng.pick(words("ra, lo, mix, nova, dell, ton, via")) : word.slice(0, 11);
}

export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
