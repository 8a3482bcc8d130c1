/** The GPT step in jax-js: one jitted function for forward, backward and AdamW, on WebAssembly with its threads. */
import { readFileSync } from "node:fs";
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { serve } from "./child.mjs";

await init("wasm");
defaultDevice("wasm");

const norm = (x, scale, bias) => {
  const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(1e-5)))
    .mul(scale)
    .add(bias);
};
const linear = (p, name, x) => np.matmul(x, p[`${name}.weight`].ref).add(p[`${name}.bias`].ref);
const normOf = (p, name, x) => norm(x, p[`${name}.scale`].ref, p[`${name}.bias`].ref);

/** p is owned: each parameter is used by reference, then disposed. */
function lossOf(p, ids, targets, { layers, width: c, heads: h, time: t, batch: b, vocabulary }) {
  // A product, because the gradient of `take` cannot be compiled (0.1.25): 65 rows are cheap.
  const flat = np.matmul(nn.oneHot(ids, vocabulary), p.tokens.ref).reshape([b, t, c]);
  let x = flat.add(p.positions.ref);
  const mask = np.where(np.tri(t, t).greater(0.5), 0, -1e9);
  for (let i = 0; i < layers; i++) {
    const at = `blocks.${i}`;
    const qkv = linear(p, `${at}.qkv`, normOf(p, `${at}.norm1`, x.ref));
    const [q, k, v] = np.split(qkv, 3, -1).map((y) => np.transpose(y.reshape([b, t, h, c / h]), [0, 2, 1, 3]));
    const scores = np.matmul(q.mul(1 / Math.sqrt(c / h)), np.swapaxes(k, -1, -2)).add(mask.ref);
    const mixed = np.matmul(nn.softmax(scores, -1), v);
    x = x.add(linear(p, `${at}.out`, np.transpose(mixed, [0, 2, 1, 3]).reshape([b, t, c])));
    const up = nn.gelu(linear(p, `${at}.up`, normOf(p, `${at}.norm2`, x.ref)), { approximate: false });
    x = x.add(linear(p, `${at}.down`, up));
  }
  mask.dispose();
  const logits = np.matmul(normOf(p, "norm", x), p.head.ref).reshape([b * t, vocabulary]);
  const picked = nn.logSoftmax(logits, -1).mul(nn.oneHot(targets, vocabulary));
  return np.sum(picked).mul(-1 / (b * t));
}

function adamw(p, m, v, g, s, o) {
  const m1 = m.mul(o.beta1).add(g.ref.mul(1 - o.beta1));
  const v1 = v.mul(o.beta2).add(np.square(g).mul(1 - o.beta2));
  const update = m1.ref.mul(s.correction1).div(np.sqrt(v1.ref.mul(s.correction2)).add(o.epsilon));
  const decay = p.ndim >= 2 ? 1 - o.learningRate * o.weightDecay : 1;
  return [p.mul(decay).sub(update.mul(o.learningRate)), m1, v1];
}

async function gpt(tensors, config) {
  const o = config.optimizer;
  const array = ({ data, shape }) => np.array(data).reshape(shape);
  const make = (change) =>
    Object.fromEntries(
      Object.entries(tensors)
        .filter(([name]) => name.startsWith("params."))
        .map(([name, tensor]) => [name.slice(7), change(tensor)]),
    );
  let p = make(array);
  let m = make(({ shape }) => np.zeros(shape));
  let v = make(({ shape }) => np.zeros(shape));
  const ids = array(tensors["batch.ids"]).reshape([-1]);
  const targets = array(tensors["batch.targets"]);
  const step = jit((p, m, v, ids, targets, scalars) => {
    const names = Object.keys(p);
    const own = Object.fromEntries(names.map((name) => [name, p[name].ref]));
    const [loss, g] = valueAndGrad((q) => lossOf(q, ids, targets, config))(own);
    const next = [{}, {}, {}];
    for (const name of names) {
      const s = { correction1: scalars.correction1.ref, correction2: scalars.correction2.ref };
      adamw(p[name], m[name], v[name], g[name], s, o).forEach((value, i) => {
        next[i][name] = value;
      });
    }
    return [...next, loss];
  });
  let done = 0;
  const run = async () => {
    done++;
    const scalars = {
      correction1: np.array(1 / (1 - o.beta1 ** done)),
      correction2: np.array(1 / (1 - o.beta2 ** done)),
    };
    let loss;
    [p, m, v, loss] = step(p, m, v, ids.ref, targets.ref, scalars);
    await blockUntilReady([p, m, v]);
    return (await loss.data())[0];
  };
  return { checks: [await run(), await run(), await run()], run };
}

const { version } = JSON.parse(readFileSync(new URL("../node_modules/@jax-js/jax/package.json", import.meta.url)));
await serve(`jax-js ${version}`, { gpt });
