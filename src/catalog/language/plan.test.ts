import { describe, expect, it } from "vitest";
import { accelerators, DATA_CENTRE_PUE, laws, secondsFor } from "../../train/index.ts";
import { type LanguagePlanRequest, type LanguageRow, planLanguage, planOnMachine } from "./plan.ts";
import { parametersOf } from "./propose.ts";

const { v100 } = accelerators;
const cluster = {
  ...{ count: 10_000, flopsPerSecond: v100.peak * v100.utilisation, watts: v100.watts, pue: DATA_CENTRE_PUE },
};
const base: LanguagePlanRequest = { law: laws.besiroglu, cluster, vocabulary: 32_768, context: 2048, experts: 16 };
const row = (request: Partial<LanguagePlanRequest>, kind: LanguageRow["kind"]) =>
  planLanguage({ ...base, ...request }).rows.find((one) => one.kind === kind);

describe("published trainings", () => {
  it("GPT-3's size and text take GPT-3's time and energy, and have its shape", () => {
    const asked = row({ parameters: 175e9, unique: 300e9, vocabulary: 50_257 }, "asked")!;
    // Patterson et al. 2021, table 4, for 3.14e23 operations; 6ND is 3.15e23.
    expect(Math.abs(asked.seconds / 86_400 / 14.8 - 1)).toBeLessThan(0.01);
    expect(Math.abs(asked.joules / 3.6e9 / 1287 - 1)).toBeLessThan(0.01);
    expect(asked).toMatchObject({ epochs: 1, config: { width: 12_288, layers: 96 } });
  });

  it("Gopher's budget makes Chinchilla", () => {
    const { parameters, tokens } = row({ seconds: secondsFor(cluster, 5.76e23) }, "optimal")!;
    // A tenth for the law (see scaling.test.ts), a few hundredths for whole layers.
    expect(Math.abs(parameters / 70e9 - 1)).toBeLessThan(0.15);
    expect(Math.abs(tokens / 1.4e12 - 1)).toBeLessThan(0.15);
  });
});

describe("rows", () => {
  const plan = planLanguage({ ...base, seconds: 3600 });
  const [optimal, sparse, smaller] = plan.rows as [LanguageRow, LanguageRow, LanguageRow];

  it("spend the budget, but for the one that is cheaper to serve", () => {
    expect(plan.rows.map(({ kind }) => kind)).toEqual(["optimal", "sparse", "smaller"]);
    for (const { seconds } of [optimal, sparse]) expect(seconds).toBeCloseTo(3600, 6);
    expect(optimal.flops).toBeCloseTo(plan.budget, -10);
    expect(smaller.seconds).toBeGreaterThan(3600 * 1.05);
    expect(smaller.loss).toBeCloseTo(optimal.loss, 5);
    expect(smaller.parameters / optimal.parameters).toBeCloseTo(0.5, 1);
    expect(sparse.loss).toBeLessThan(optimal.loss);
    expect(sparse.parameters).toBe(parametersOf(sparse.config));
    expect(new Set(plan.rows.map(({ config }) => config.vocabulary)).size).toBe(1);
  });

  it("have the least of the curve", () => {
    const least = plan.curve.reduce((best, at) => (at.loss < best.loss ? at : best));
    expect(Math.abs(Math.log(least.parameters / optimal.parameters))).toBeLessThan(0.2);
    expect(Math.abs(least.loss - optimal.loss)).toBeLessThan(1e-3);
  });
});

describe("a text that has an end", () => {
  it("is read some tens of times at most, however long there is", () => {
    const short = { unique: 2e6, cluster: { count: 1, flopsPerSecond: 1e11, watts: 16, pue: 1 }, vocabulary: 4096 };
    const [day, week] = [86_400, 7 * 86_400].map((seconds) => planLanguage({ ...base, ...short, seconds })) as [
      ReturnType<typeof planLanguage>,
      ReturnType<typeof planLanguage>,
    ];
    expect(week.rows).toEqual(day.rows);
    expect(week.flops).toBe(week.useful!.flops);
    expect(day.rows[0]!.epochs).toBeLessThan(60);
    expect(day.rows[0]!.seconds).toBeLessThan(86_400);
    const minute = planLanguage({ ...base, ...short, seconds: 60 });
    expect(minute.flops).toBe(minute.budget);
  });

  it("too short for any model is refused", () => {
    expect(() => planLanguage({ ...base, unique: 1000 })).toThrow(/too few to train any model/);
    expect(() => planLanguage(base)).toThrow(/neither time, text nor size/);
  });
});

it("this machine's rows take the time of their graphs", () => {
  const machine = { cores: 2, flopsPerSecond: 1e11, bytesPerSecond: 1e10 };
  const sizes = { vocabulary: 1024, context: 128 };
  const seconds = 600;
  const { plan, request } = planOnMachine(machine, (flopsPerSecond) => ({
    ...{ ...base, ...sizes, seconds, cluster: { count: 1, flopsPerSecond, watts: 16, pue: 1 } },
  }));
  const { rows, flops } = plan;
  const speed = request.cluster.flopsPerSecond;
  expect(speed).toBeGreaterThan(0.3 * machine.flopsPerSecond);
  expect(speed).toBeLessThan(1.1 * machine.flopsPerSecond);
  const [optimal, sparse] = rows as [LanguageRow, LanguageRow];
  expect(optimal.seconds).toBeCloseTo(seconds, 6);
  expect(Math.abs(optimal.flops / flops - 1)).toBeLessThan(0.15); // models come in whole layers
  expect(sparse.flops).toBeLessThan(optimal.flops); // places that stay empty, and the router
  expect(optimal.memory).toBeGreaterThan(110e6);
});
