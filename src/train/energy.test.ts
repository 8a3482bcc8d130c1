import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { costOf, startMeter } from "./energy.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "powercap-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const zone = (name: string, files: Record<string, string | number>) => {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), `${text}\n`);
};
/** A clock that the test turns. */
const turned = () => {
  const now = { wall: 100, cpu: 7 };
  return { now, clock: () => ({ ...now }) };
};

describe("without a counter", () => {
  it("takes CPU seconds × watts per core, and says so", () => {
    const { now, clock } = turned();
    const meter = startMeter({ clock, powercap: join(folder, "none"), wattsPerCore: 10, pricePerKwh: 0.36 });
    Object.assign(now, { wall: 110, cpu: 27 });
    expect(meter.stop()).toEqual({
      wallSeconds: 10,
      cpuSeconds: 20,
      joules: 200,
      method: "CPU seconds × 10 W per core (estimate)",
      cost: (200 / 3.6e6) * 0.36,
      currency: "USD",
    });
  });

  it("counts what this process really uses", () => {
    const meter = startMeter({ powercap: folder });
    const until = performance.now() + 60;
    while (performance.now() < until);
    const { wallSeconds, cpuSeconds, joules } = meter.stop();
    expect(wallSeconds).toBeGreaterThan(0.05);
    expect(cpuSeconds).toBeGreaterThan(0);
    expect(joules).toBeCloseTo(8 * cpuSeconds, 6);
  });
});

describe("with the processor's counter", () => {
  const package0 = (energy: number) =>
    zone("intel-rapl:0", { name: "package-0", energy_uj: energy, max_energy_range_uj: 1000e6 });

  it("adds packages and memory, and leaves out what they hold and what holds them", () => {
    package0(5e6);
    zone("intel-rapl:0:0", { name: "core", energy_uj: 1e6, max_energy_range_uj: 1000e6 });
    zone("intel-rapl:0:1", { name: "dram", energy_uj: 2e6, max_energy_range_uj: 1000e6 });
    zone("intel-rapl:1", { name: "psys", energy_uj: 9e6, max_energy_range_uj: 1000e6 });
    const meter = startMeter({ powercap: folder });
    package0(8e6);
    zone("intel-rapl:0:0", { energy_uj: 2e6 });
    zone("intel-rapl:0:1", { energy_uj: 2.5e6 });
    zone("intel-rapl:1", { energy_uj: 99e6 });
    const reading = meter.stop();
    expect(reading.joules).toBeCloseTo(3.5, 9);
    expect(reading.method).toBe("the processor's counter (RAPL, all processes)");
  });

  it("follows a counter over its end, as often as it is read", () => {
    package0(900e6);
    const meter = startMeter({ powercap: folder });
    package0(100e6);
    expect(meter.read().joules).toBeCloseTo(200, 6);
    package0(50e6);
    expect(meter.stop().joules).toBeCloseTo(1150, 6);
  });

  it("that cannot be read, estimates", () => {
    zone("intel-rapl:0", { name: "package-0" });
    expect(startMeter({ powercap: folder }).stop().method).toMatch(/estimate/);
  });
});

describe("the price", () => {
  it("comes from the option, the environment, or the default", () => {
    expect(costOf(3.6e6)).toEqual({ cost: 0.2, currency: "USD" });
    vi.stubEnv("ONDA_PRICE_PER_KWH", "0.5");
    vi.stubEnv("ONDA_CURRENCY", "EUR");
    expect(costOf(3.6e6)).toEqual({ cost: 0.5, currency: "EUR" });
    expect(costOf(3.6e6, { pricePerKwh: 1, currency: "CNY" })).toEqual({ cost: 1, currency: "CNY" });
  });

  it("must be a number", () => {
    vi.stubEnv("ONDA_PRICE_PER_KWH", "cheap");
    expect(() => startMeter()).toThrow('energy: ONDA_PRICE_PER_KWH is "cheap". It must be a number, 0 or more.');
    expect(() => costOf(1, { pricePerKwh: -1 })).toThrow(/must be a number/);
  });
});
