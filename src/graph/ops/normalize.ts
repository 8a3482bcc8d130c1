/** Normalisations: layer, RMS, group and batch. */
import { needFloat, sameDType } from "../check.ts";
import { onnxDataTypes } from "../dtype.ts";
import { concrete, shapeError } from "../shape.ts";
import { defineOp, type Tensor } from "../tensor.ts";
import { broadcastTo, sumTo } from "./broadcast.ts";
import { add, div, mul, neg, rsqrt, sqrt, square, sub } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { mean } from "./reduce.ts";
import { reshape } from "./shape.ts";
import { constant } from "./source.ts";

function checkScales(op: string, [x, ...scales]: readonly Tensor[]): Tensor {
  sameDType(op, needFloat(op, x!), ...scales);
  for (const scale of scales) {
    if (scale.rank !== 1 || scale.shape[0] !== x!.dim(-1)) {
      shapeError(op, [x!.shape, scale.shape], `Scale and bias must be [${x!.dim(-1)}], the last size of x.`);
    }
  }
  return x!;
}

interface Statistic extends Record<string, unknown> {
  readonly which: "mean" | "inverseDeviation";
  readonly epsilon: number;
}

const layerNormStatisticOp: (inputs: readonly Tensor[], attributes: Statistic) => Tensor = defineOp<Statistic>({
  name: "layerNormStatistic",
  shape: ([x]) => ({ shape: [...x!.shape.slice(0, -1), 1], dtype: x!.dtype }),
  // dμ/dx = 1/C; r = (σ² + ε)^-½  ⇒  dr/dx = -r³ (x - μ)/C
  vjp: (dY, [x, y], r) => {
    const share = div(dY, concrete(x!.dim(-1), "gradient of layerNorm", x!.shape));
    if (r.attributes.which === "mean") return [broadcastTo(share, x!.shape), null];
    return [mul(sub(x!, layerNormStatistic(y!, "mean")), neg(mul(share, mul(r, square(r))))), null];
  },
  // ONNX keeps both in float32, whatever the dtype of x.
  onnx: (emit, [, y], { attributes, dtype }) => {
    const statistic = emit.also(y!, attributes.which === "mean" ? 1 : 2);
    return dtype === "float32" ? statistic : emit("Cast", [statistic], { to: onnxDataTypes[dtype] });
  },
});

const layerNormOp = defineOp<{ epsilon: number; affine: boolean }>({
  name: "layerNorm",
  shape: (inputs) => checkScales("layerNorm", inputs),
  // x̂ = (x - μ)/σ, y = γx̂ + β  ⇒  dx = (g - mean(g) - x̂ mean(g x̂))/σ with g = γ dY
  vjp: (dY, [x, scale, bias], y) => {
    const inverse = layerNormStatistic(y, "inverseDeviation");
    const normal = mul(sub(x!, layerNormStatistic(y, "mean")), inverse);
    const along = mul(dY, normal);
    const weight = div(reshape(scale!, [-1, 1]), concrete(x!.dim(-1), "gradient of layerNorm", x!.shape));
    const g = y.attributes.affine ? mul(dY, scale!) : dY;
    const centred = sub(sub(g, mul(normal, matmul(along, weight))), matmul(dY, weight)); // mean(g x̂), mean(g)
    return [mul(centred, inverse), sumTo(along, scale!.shape), sumTo(dY, bias!.shape)];
  },
  onnx: (emit, [x, scale, bias], y) =>
    emit("LayerNormalization", [x!, scale!, bias!], { axis: -1, epsilon: { float: y.attributes.epsilon } }),
});

/** What a layer norm y has worked out of its x: μ or 1/√(σ² + ε), with a last axis of 1. */
export const layerNormStatistic = (y: Tensor, which: Statistic["which"]): Tensor =>
  layerNormStatisticOp([y.inputs[0]!, y], { which, epsilon: y.attributes.epsilon });

/** γ(x - μ)/√(σ² + ε) + β over the last axis: Ba et al. 2016. Without γ and β they are 1 and 0. */
export function layerNorm(x: Tensor, scale?: Tensor, bias?: Tensor, epsilon = 1e-5): Tensor {
  const size = concrete(x.dim(-1), "layerNorm", x.shape);
  const filled = (value: number) => constant(Array<number>(size).fill(value), [size], x.dtype);
  return layerNormOp([x, scale ?? filled(1), bias ?? filled(0)], { epsilon, affine: scale !== undefined });
}

const rmsNormOp = defineOp<{ epsilon: number }>({
  name: "rmsNorm",
  shape: (inputs) => checkScales("rmsNorm", inputs),
  // x̂ = x/r with r = √(mean(x²) + ε), y = γx̂  ⇒  dx = (g - x̂ mean(g x̂))/r with g = γ dY
  vjp: (dY, [x, scale], y) => {
    const inverse = rsqrt(add(mean(square(x!), -1, true), y.attributes.epsilon));
    const normal = mul(x!, inverse);
    const g = mul(dY, scale!);
    return [mul(sub(g, mul(normal, mean(mul(g, normal), -1, true))), inverse), sumTo(mul(dY, normal), scale!.shape)];
  },
  onnx: (emit, [x, scale], y) => {
    const epsilon = y.attributes.epsilon as number;
    if (emit.native)
      return emit("SimplifiedLayerNormalization", [x!, scale!], { axis: -1, epsilon: { float: epsilon } });
    const power = emit("ReduceMean", [emit("Mul", [x!, x!]), emit.ints([-1])], { keepdims: 1 });
    const root = emit("Sqrt", [emit("Add", [power, emit.scalar(y.dtype, epsilon)])]);
    return emit("Mul", [emit("Div", [x!, root]), scale!]);
  },
});

/** γx/√(mean(x²) + ε) over the last axis: Zhang and Sennrich 2019. Without γ it is 1. */
export function rmsNorm(x: Tensor, scale?: Tensor, epsilon = 1e-6): Tensor {
  const size = concrete(x.dim(-1), "rmsNorm", x.shape);
  return rmsNormOp([x, scale ?? constant(Array<number>(size).fill(1), [size], x.dtype)], { epsilon });
}

/** A per-channel vector shaped to broadcast over [N, C, …]. */
const perChannel = (vector: Tensor, rank: number): Tensor =>
  reshape(vector, [1, vector.dim(0), ...Array<number>(rank - 2).fill(1)]);

/** Normalises groups of channels of x [N, C, …]: Wu and He 2018. scale and bias are [C]. */
export function groupNorm(x: Tensor, groups: number, scale: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  const [n, channels] = [x.dim(0), concrete(x.dim(1), "groupNorm", x.shape)];
  if (channels % groups !== 0)
    shapeError("groupNorm", [x.shape], `${channels} channels do not divide into ${groups} groups.`);
  const normal = reshape(layerNorm(reshape(x, [n, groups, -1]), undefined, undefined, epsilon), x.shape);
  return add(mul(normal, perChannel(scale, x.rank)), perChannel(bias, x.rank));
}

/** What batch norm used, for the running averages: both [C]. */
export type BatchStatistics = { readonly mean: Tensor; readonly variance: Tensor };

/** Normalises each channel of x [N, C, …] over the batch (Ioffe and Szegedy 2015), or by given statistics. */
export function batchNorm(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  running?: BatchStatistics,
  epsilon = 1e-5,
): { y: Tensor; statistics: BatchStatistics } {
  const axes = x.shape.flatMap((_, i) => (i === 1 ? [] : [i]));
  const mu = running?.mean ?? mean(x, axes);
  const centred = sub(x, perChannel(mu, x.rank));
  const sigma2 = running?.variance ?? mean(square(centred), axes);
  const normal = div(centred, perChannel(sqrt(add(sigma2, epsilon)), x.rank));
  const y = add(mul(normal, perChannel(scale, x.rank)), perChannel(bias, x.rank));
  return { y, statistics: { mean: mu, variance: sigma2 } };
}
