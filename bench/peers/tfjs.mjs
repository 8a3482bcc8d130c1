/** The GPT step in TensorFlow.js on its WebAssembly backend with SIMD; in Node it has one thread. */
import { createRequire } from "node:module";
import { serve } from "./child.mjs";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
await tf.setBackend("wasm");
await tf.ready();

// Not with dtype "float32": the backend (4.22) then writes integers.
const oneHot = (ids, size) => tf.cast(tf.oneHot(ids, size), "float32");

/** Exact GELU: Hendrycks and Gimpel 2016. */
const gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));

function norm(x, scale, bias) {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, 1e-5))), scale), bias);
}

function lossOf(p, ids, targets, mask, { layers, width: c, heads: h, time: t, batch: b, vocabulary }) {
  const linear = (name, x) => tf.add(tf.matMul(x, p[`${name}.weight`]), p[`${name}.bias`]);
  const normOf = (name, x) => norm(x, p[`${name}.scale`], p[`${name}.bias`]);
  const positions = tf.tile(p.positions, [b, 1]);
  let x = tf.add(tf.matMul(oneHot(ids, vocabulary), p.tokens), positions); // [B·T, C]
  for (let i = 0; i < layers; i++) {
    const at = `blocks.${i}`;
    const [q, k, v] = tf
      .split(linear(`${at}.qkv`, normOf(`${at}.norm1`, x)), 3, -1)
      .map((y) => tf.reshape(tf.transpose(tf.reshape(y, [b, t, h, c / h]), [0, 2, 1, 3]), [b * h, t, c / h]));
    const scores = tf.add(tf.matMul(tf.mul(q, 1 / Math.sqrt(c / h)), k, false, true), mask);
    const mixed = tf.reshape(tf.matMul(tf.softmax(scores), v), [b, h, t, c / h]);
    x = tf.add(x, linear(`${at}.out`, tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [b * t, c])));
    x = tf.add(x, linear(`${at}.down`, gelu(linear(`${at}.up`, normOf(`${at}.norm2`, x)))));
  }
  const logits = tf.matMul(normOf("norm", x), p.head);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot(targets, vocabulary)), -1)));
}

async function gpt(tensors, config) {
  const o = config.optimizer;
  const names = Object.keys(tensors).filter((name) => name.startsWith("params."));
  const tensor = ({ data, shape }, dtype) => tf.tensor(data, shape, dtype);
  const p = Object.fromEntries(names.map((name) => [name.slice(7), tf.variable(tensor(tensors[name]))]));
  const zeros = () => Object.fromEntries(Object.entries(p).map(([name, x]) => [name, tf.variable(tf.zeros(x.shape))]));
  const [m, v] = [zeros(), zeros()];
  const ids = tf.reshape(tensor(tensors["batch.ids"], "int32"), [-1]);
  const targets = tensor(tensors["batch.targets"], "int32");
  const { time: t } = config;
  const mask = tf.tensor2d(
    Float32Array.from({ length: t * t }, (_, i) => (i % t > Math.floor(i / t) ? -1e9 : 0)),
    [t, t],
  );
  let done = 0;
  const run = async () => {
    done++;
    const [c1, c2] = [1 - o.beta1 ** done, 1 - o.beta2 ** done];
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => lossOf(p, ids, targets, mask, config), Object.values(p));
      for (const [name, x] of Object.entries(p)) {
        const g = grads[x.name];
        m[name].assign(tf.add(tf.mul(m[name], o.beta1), tf.mul(g, 1 - o.beta1)));
        v[name].assign(tf.add(tf.mul(v[name], o.beta2), tf.mul(tf.square(g), 1 - o.beta2)));
        const update = tf.div(tf.div(m[name], c1), tf.add(tf.sqrt(tf.div(v[name], c2)), o.epsilon));
        const decay = x.shape.length >= 2 ? 1 - o.learningRate * o.weightDecay : 1;
        x.assign(tf.sub(tf.mul(x, decay), tf.mul(update, o.learningRate)));
      }
      return value;
    });
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
  return { checks: [await run(), await run(), await run()], run };
}

await serve(`TensorFlow.js ${tf.version_core}, wasm`, { gpt });
