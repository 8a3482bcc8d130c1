/** The kernels of attention over a cache. */
import { RuntimeError } from "../../runtime.ts";
import { build, type Floats, type Kernel, type Kernels, reader } from "../array.ts";

/** The cache [B, K, C, d] with rows of [B, T, K·d] at their positions. */
function written(made: Floats, cache: Floats, positions: Floats): Floats {
  const [read, position] = [reader(made), reader(positions)];
  const [, groups, capacity, size] = cache.shape as [number, number, number, number];
  const data = cache.data.slice();
  const [batch, fresh] = positions.shape as [number, number];
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < fresh; t++) {
      const place = position([b, t]);
      if (place < 0 || place >= capacity) {
        throw new RuntimeError(`run: cachedAttention: position ${place} is outside. Use 0 to ${capacity - 1}.`);
      }
      for (let i = 0; i < groups * size; i++) {
        const head = Math.floor(i / size);
        data[((b * groups + head) * capacity + place) * size + (i % size)] = read([b, t, i]);
      }
    }
  }
  return { shape: cache.shape, data };
}

const cachedAttention: Kernel = ([query, key, value, pastKeys, pastValues, positions], { shape, attributes }) => {
  const { scale, window } = attributes as { scale: number; window: number };
  const k = reader(written(key!, pastKeys!, positions!));
  const v = reader(written(value!, pastValues!, positions!));
  const [q, position] = [reader(query!), reader(positions!)];
  const [, groups, , size] = pastKeys!.shape as [number, number, number, number];
  const shared = shape[2]! / (groups * size);
  return build(shape, ([b, t, i]) => {
    const head = Math.floor(i! / size);
    const group = Math.floor(head / shared);
    const last = position([b!, t!]);
    const first = window > 0 ? Math.max(0, last - window + 1) : 0;
    const scores: number[] = [];
    for (let at = first; at <= last; at++) {
      let dot = 0;
      for (let j = 0; j < size; j++) dot += q([b!, t!, head * size + j]) * k([b!, group, at, j]);
      scores.push(scale * dot);
    }
    const most = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.reduce((sum, weight, n) => sum + (weight / total) * v([b!, group, first + n, i! % size]), 0);
  });
};

const cachedRows: Kernel = ([, made, cache, positions]) => written(made!, cache!, positions!).data;

export const cached: Kernels = { cachedAttention, cachedRows };
