/** Pixel diffusion's sizes and choices: the U-Net, the noise schedule, what is predicted, and the variance. */

export interface UnetConfig {
  /** Pixels on a side. */
  readonly imageSize: number;
  readonly channels: number;
  /** Pixels on a side of the blocks that become channels before the network and pixels after it (Shi et al. 2016). */
  readonly patch: number;
  /** Channels of level i: width × multipliers[i]. Each level has half the size of the one before. */
  readonly width: number;
  readonly multipliers: readonly number[];
  /** Residual blocks of a level on the way down; one more on the way up. */
  readonly blocks: number;
  /** Sides of the feature maps that have attention. */
  readonly attention: readonly number[];
  readonly heads: number;
  /** Of group norm: channels of every level divide into as many. */
  readonly groups: number;
  /** How many answers each question about a picture has, such as [10] for digits; empty without labels. */
  readonly labels: readonly number[];
}

export interface ScheduleConfig {
  readonly kind: "linear" | "cosine";
  /** T. */
  readonly steps: number;
}

export interface DiffusionConfig {
  readonly unet: UnetConfig;
  readonly schedule: ScheduleConfig;
  /** What the network's output stands for: ε (Ho et al. 2020), x₀, or v (Salimans and Ho 2022). */
  readonly prediction: "noise" | "clean" | "velocity";
  /** β̃ or β (Ho et al. 2020, section 3.2), or between them as the network says (Nichol and Dhariwal 2021). */
  readonly variance: "small" | "large" | "learned";
}

/** Channels that the network puts out: twice the picture's where it learns the variance. */
export const outputChannels = ({ unet, variance }: DiffusionConfig): number =>
  unet.channels * (variance === "learned" ? 2 : 1);
