/** What work costs: seconds, joules and money, with the way they were found always named. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface EnergyOptions {
  /** What one busy core draws with its share of memory; `ONDA_WATTS_PER_CORE`, or 8, unless given. */
  readonly wattsPerCore?: number;
  /** `ONDA_PRICE_PER_KWH`, or 0.20, unless given: a round figure, to be replaced by one's own. */
  readonly pricePerKwh?: number;
  /** The price's currency; `ONDA_CURRENCY`, or USD, unless given. */
  readonly currency?: string;
  /** Where the kernel shows the processor's energy counters. */
  readonly powercap?: string;
  /** Seconds since any moment: the wall clock's, and those that this process has used of all cores. */
  readonly clock?: () => { readonly wall: number; readonly cpu: number };
}

export interface EnergyReading {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly joules: number;
  /** How the joules were found. */
  readonly method: string;
  readonly cost: number;
  readonly currency: string;
}

export interface Meter {
  /** What was used since the start. */
  read(): EnergyReading;
  /** The last reading. */
  stop(): EnergyReading;
}

const DEFAULT_WATTS_PER_CORE = 8;
const DEFAULT_PRICE_PER_KWH = 0.2;
const JOULES_PER_KWH = 3.6e6;

/** The counters of a server's processor overflow within the hour: they are read this often besides. */
const SAMPLE_MILLISECONDS = 60_000;

/**
 * Starts to measure this process. Where the processor's own counter (RAPL) can be read it is taken: it covers the
 * whole processor, other processes too. Elsewhere joules are CPU seconds × the stated watts per core.
 * Throws a RangeError where an option or its environment variable is not a number ≥ 0.
 */
export function startMeter(options: EnergyOptions = {}): Meter {
  const { pricePerKwh, currency } = priceOf(options);
  const wattsPerCore = wattsPerCoreOf(options);
  const clock = options.clock ?? processClock;
  const counters = openCounters(options.powercap ?? "/sys/class/powercap");
  const timer = counters && setInterval(() => counters.joules(), SAMPLE_MILLISECONDS).unref();
  const start = clock();
  const read = (): EnergyReading => {
    const now = clock();
    const cpuSeconds = now.cpu - start.cpu;
    const joules = counters?.joules() ?? cpuSeconds * wattsPerCore;
    return {
      wallSeconds: now.wall - start.wall,
      cpuSeconds,
      joules,
      method: counters?.method ?? `CPU seconds × ${wattsPerCore} W per core (estimate)`,
      cost: (joules / JOULES_PER_KWH) * pricePerKwh,
      currency,
    };
  };
  return {
    read,
    stop() {
      clearInterval(timer);
      return read();
    },
  };
}

/** What joules cost, at the price of the options or the environment. */
export function costOf(joules: number, options: EnergyOptions = {}): Pick<EnergyReading, "cost" | "currency"> {
  const { pricePerKwh, currency } = priceOf(options);
  return { cost: (joules / JOULES_PER_KWH) * pricePerKwh, currency };
}

/** The stated power of a busy core, of the options or the environment. */
export const wattsPerCoreOf = (options: EnergyOptions = {}): number =>
  numberOf(options.wattsPerCore, "ONDA_WATTS_PER_CORE", DEFAULT_WATTS_PER_CORE);

const priceOf = (options: EnergyOptions) => ({
  pricePerKwh: numberOf(options.pricePerKwh, "ONDA_PRICE_PER_KWH", DEFAULT_PRICE_PER_KWH),
  currency: options.currency ?? process.env.ONDA_CURRENCY ?? "USD",
});

function numberOf(given: number | undefined, variable: string, standard: number): number {
  const text = process.env[variable];
  const found = given ?? (text === undefined || text === "" ? standard : Number(text));
  if (Number.isFinite(found) && found >= 0) return found;
  throw new RangeError(`energy: ${variable} is ${JSON.stringify(text ?? given)}. It must be a number, 0 or more.`);
}

function processClock() {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, cpu: (user + system) / 1e6 };
}

interface Counters {
  readonly method: string;
  /** Joules since the counters were opened. */
  joules(): number;
}

/** Linux's energy counters: each package and its memory, in microjoules that start again at a maximum. */
function openCounters(folder: string): Counters | undefined {
  const read = (zone: string, file: string) => readFileSync(join(folder, zone, file), "utf8").trim();
  try {
    const zones = readdirSync(folder)
      .filter((zone) => /^intel-rapl:\d+(:\d+)?$/.test(zone))
      .filter((zone) => /^(package-\d+|dram)$/.test(read(zone, "name")))
      .map((zone) => ({
        zone,
        range: Number(read(zone, "max_energy_range_uj")),
        last: Number(read(zone, "energy_uj")),
      }));
    if (zones.length === 0) return undefined;
    let total = 0;
    return {
      method: "the processor's counter (RAPL, all processes)",
      joules() {
        for (const counter of zones) total += advance(counter, () => Number(read(counter.zone, "energy_uj")));
        return total / 1e6;
      },
    };
  } catch {
    return undefined; // not Linux, not Intel or AMD, or not ours to read
  }
}

interface Counter {
  readonly range: number;
  last: number;
}

/** Microjoules since the last look. A counter that has become unreadable adds nothing: work must not stop for it. */
function advance(counter: Counter, look: () => number): number {
  try {
    const now = look();
    const before = counter.last;
    counter.last = now;
    return now >= before ? now - before : now + counter.range - before;
  } catch {
    return 0;
  }
}
