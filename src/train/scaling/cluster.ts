/** Machines that train together, or one: how long they take, what they draw, and what their hours cost. */
import { costOf, type EnergyOptions } from "../energy.ts";

export interface Cluster {
  /** Accelerators, or 1 for a machine. */
  readonly count: number;
  /** Operations a second that each really reaches, as C = 6ND counts them. */
  readonly flopsPerSecond: number;
  /** Watts of each. */
  readonly watts: number;
  /** All power of the building over the machines': power usage effectiveness. */
  readonly pue: number;
  /** What an hour of one costs to rent, in the currency of the energy price. */
  readonly pricePerHour?: number;
}

export interface Accelerator {
  /** Operations a second of its matrix units, sparsity not counted. */
  readonly peak: number;
  readonly dtype: "float16" | "bfloat16";
  readonly watts: number;
  /** Part of the peak that a published training of a large language model reached. */
  readonly utilisation: number;
  readonly source: string;
}

export const accelerators = {
  v100: {
    ...{ peak: 125e12, dtype: "float16", watts: 330, utilisation: 24.6 / 125 },
    source: "Patterson et al. 2021, table 4: GPT-3, power with its part of the server",
  },
  a100: {
    ...{ peak: 312e12, dtype: "bfloat16", watts: 400, utilisation: 0.44 },
    source: "NVIDIA's data sheet (SXM); Narayanan et al. 2021, table 1; power of the module alone",
  },
  h100: {
    ...{ peak: 989e12, dtype: "bfloat16", watts: 700, utilisation: 0.41 },
    source: "NVIDIA's data sheet (SXM); Grattafiori et al. 2024, table 4 (Llama 3); power of the module alone",
  },
  "tpu-v4": {
    ...{ peak: 275e12, dtype: "bfloat16", watts: 170, utilisation: 0.462 },
    source: "Jouppi et al. 2023, table 4; Chowdhery et al. 2022, section 4.1 (PaLM); mean power of the chip alone",
  },
} as const satisfies Record<string, Accelerator>;
export type AcceleratorName = keyof typeof accelerators;

/** Of large data centres (Patterson et al. 2021, table 4). */
export const DATA_CENTRE_PUE = 1.1;

export const secondsFor = ({ count, flopsPerSecond }: Cluster, flops: number): number =>
  flops / (count * flopsPerSecond);

export interface Spending {
  readonly seconds: number;
  readonly joules: number;
  /** What the joules cost. */
  readonly electricity: number;
  readonly currency: string;
  /** Hours of all accelerators. */
  readonly machineHours: number;
  /** What renting them costs, where a price is known. It holds the electricity. */
  readonly rent?: number;
}

export function spendingOf(cluster: Cluster, seconds: number, energy: EnergyOptions = {}): Spending {
  const { count, watts, pue, pricePerHour } = cluster;
  const joules = seconds * count * watts * pue;
  const { cost, currency } = costOf(joules, energy);
  const machineHours = (count * seconds) / 3600;
  const rent = pricePerHour === undefined ? {} : { rent: machineHours * pricePerHour };
  return { seconds, joules, electricity: cost, currency, machineHours, ...rent };
}

export interface Limits {
  readonly hours?: number;
  /** Of the rent where a price is known, else of the electricity. */
  readonly money?: number;
  readonly joules?: number;
  readonly flops?: number;
}
export type Limit = keyof Limits;

/** The seconds that each limit leaves, the tightest first. */
export function secondsWithin(
  cluster: Cluster,
  limits: Limits,
  energy: EnergyOptions = {},
): { readonly limit: Limit; readonly seconds: number }[] {
  const second = spendingOf(cluster, 1, energy);
  const rates: Record<Limit, number> = {
    hours: 1 / 3600,
    money: second.rent ?? second.electricity,
    joules: second.joules,
    flops: cluster.count * cluster.flopsPerSecond,
  };
  const given = (Object.keys(rates) as Limit[]).filter((limit) => limits[limit] !== undefined);
  return given
    .map((limit) => ({ limit, seconds: limits[limit]! / rates[limit] }))
    .sort((one, other) => one.seconds - other.seconds);
}
