/** What is measured: each case's sizes, its arithmetic, and the ratio that Onda aims at against each peer. */

export interface Case {
  readonly name: string;
  readonly kind: "gpt" | "conv" | "matmul" | "diffusion" | "sampling";
  readonly title: string;
  readonly config: Readonly<Record<string, number>>;
  /** Floating-point operations in matrix products of one run; a multiplication and an addition are two. */
  readonly flops: number;
  /** Onda's time over the peer's: at most this. */
  readonly targets: Readonly<Record<string, number>>;
  /** Which peers can run it. */
  readonly peers: readonly string[];
}

const gpt = (config: {
  layers: number;
  width: number;
  heads: number;
  time: number;
  vocabulary: number;
  batch: number;
}) => {
  const { layers, width: c, time, vocabulary, batch } = config;
  const tokens = batch * time;
  const forward = 2 * tokens * (layers * (12 * c * c + 2 * time * c) + vocabulary * c);
  return { config, flops: 3 * forward };
};

const conv = (batch: number, channels: number, size: number): Case => ({
  name: `conv-${channels}x${size}`,
  kind: "conv",
  title: `Convolution 3×3, forward and both gradients, N ${batch}, C ${channels}, ${size}²`,
  config: { batch, from: channels, to: channels, size, kernel: 3, padding: 1 },
  flops: 3 * 2 * batch * size * size * channels * channels * 9,
  targets: { torch: 1 },
  peers: ["torch"],
});

/** 64 tokens of width 256 in 5 blocks, 24 tokens of text: models/latent. */
function transformerFlops(batch: number): number {
  const [c, k, t, layers] = [256, 64, 24, 5];
  const self = 2 * batch * k * (4 * c * c + 2 * k * c);
  const cross = 2 * batch * (2 * k * c * c + 2 * t * c * c + 2 * k * t * c);
  const mlp = 2 * batch * k * 8 * c * c;
  const ends = 2 * batch * (k * (3 * 16 + 32) * c + 12 * c * c);
  return layers * (self + cross + mlp) + ends;
}

export const cases: readonly Case[] = [
  {
    name: "gpt-small",
    kind: "gpt",
    title: "GPT training step, 4 layers × 128, batch 12 × 64 (0.8 M parameters)",
    ...gpt({ layers: 4, width: 128, heads: 4, time: 64, vocabulary: 65, batch: 12 }),
    targets: { torch: 0.65, jax: 0.15, tfjs: 0.03 },
    peers: ["torch", "jax", "tfjs"],
  },
  {
    name: "gpt-large",
    kind: "gpt",
    title: "GPT training step, 6 layers × 384, batch 8 × 128, vocabulary 4,096 (13.8 M)",
    ...gpt({ layers: 6, width: 384, heads: 6, time: 128, vocabulary: 4096, batch: 8 }),
    targets: { torch: 0.85 },
    peers: ["torch"],
  },
  conv(64, 64, 16),
  conv(64, 32, 32),
  conv(64, 128, 8),
  {
    name: "diffusion",
    kind: "diffusion",
    title: "Diffusion transformer training step, 64 tokens × 256, 5 layers, batch 32",
    config: { batch: 32 },
    flops: 3 * transformerFlops(32),
    targets: { torch: 0.85 },
    peers: ["torch"],
  },
  {
    name: "sampling",
    kind: "sampling",
    title: "Diffusion transformer sampling, 20 guided steps, one latent",
    config: { batch: 2, steps: 20, guidance: 1.5 },
    flops: 20 * transformerFlops(2),
    targets: { torch: 0.7 },
    peers: ["torch"],
  },
  ...[
    [1024, 1024, 1024],
    [2048, 2048, 2048],
    [1024, 384, 1536],
  ].map(
    ([rows, inner, columns]): Case => ({
      name: `matmul-${rows}x${inner}x${columns}`,
      kind: "matmul",
      title: `Matrix product ${rows} × ${inner} × ${columns}`,
      config: { rows: rows!, inner: inner!, columns: columns! },
      flops: 2 * rows! * inner! * columns!,
      targets: {},
      peers: ["torch"],
    }),
  ),
];
