/** A plan as a person reads it: a short table, the loss by size as a line, and what to make of it. */

import { isSparse, type LanguageConfig } from "../../catalog/language/network.ts";
import type { LanguagePlan, LanguagePlanRequest, LanguageRow } from "../../catalog/language/plan.ts";
import { FITTED, type Limit, SPARSE_FITTED, secondsFor, twentyTokens } from "../../train/scaling/index.ts";
import { byteSize, duration, energy, money, quantity, table } from "../../train/words.ts";

/** The text that there is. */
export interface PlanText {
  readonly tokens: number;
  readonly files?: number;
  readonly bytes?: number;
}

export interface PlanWords {
  readonly plan: LanguagePlan;
  readonly request: LanguagePlanRequest;
  /** The tightest first. */
  readonly limits: readonly { readonly limit: Limit; readonly seconds: number }[];
  readonly text: PlanText | undefined;
  /** What it runs on. */
  readonly name: string;
}

/** "175 B": as people count parameters and tokens. */
export const countWords = (count: number): string => quantity(count).replace("G", "B");

export function planWords(words: PlanWords): string {
  const { plan, request, name, text } = words;
  const { cluster } = request;
  const speed = quantity(cluster.count * cluster.flopsPerSecond, "FLOP/s");
  return [
    `${name}, ${speed} in training, ${wattWords(cluster.count * cluster.watts * cluster.pue)}\n`,
    table([["budget", budgetWords(words)], ...textRows(words)]),
    "\n",
    columns(plan.rows.map((row) => cells(row, words))),
    "\n",
    table([
      ["loss by size", curveWords(plan)],
      ...(text === undefined ? [["rule of thumb", thumbWords(plan)] as const] : []),
    ]),
    "\n",
    notes(words)
      .map((line) => `${line}\n`)
      .join(""),
  ].join("");
}

const wattWords = (watts: number): string => quantity(watts, "W");

const limitWords: Record<Limit, string> = {
  hours: "--hours",
  money: "--money",
  joules: "--energy",
  flops: "--compute",
};

const flopWords = (flops: number): string => flops.toExponential(2).replace("+", "");
const PETAFLOP_DAY = 8.64e19;

function budgetWords({ plan, limits, request }: PlanWords): string {
  const days = plan.budget >= PETAFLOP_DAY ? ` (${Math.round(plan.budget / PETAFLOP_DAY)} petaflop/s-days)` : "";
  const flops = `${flopWords(plan.budget)} FLOP${days}`;
  const [first, ...rest] = limits;
  if (first === undefined) {
    return `${flops}: ${request.unique === undefined ? "what the size deserves" : "one pass over the text"}`;
  }
  const others = rest.map(({ limit, seconds }) => `${limitWords[limit]} would allow ${duration(seconds)}`);
  const tightest = others.length === 0 ? "" : `; ${limitWords[first.limit]} is the tightest, ${others.join(", ")}`;
  return `${flops}: ${duration(first.seconds)}${tightest}`;
}

function textRows({ text, plan }: PlanWords): [string, string][] {
  if (text === undefined) return [["text", "as much as it takes (--data or --tokens says what there is)"]];
  const from =
    text.files === undefined
      ? ""
      : `, estimated from ${text.files} file${text.files === 1 ? "" : "s"} of ${byteSize(text.bytes!)}`;
  const rows: [string, string][] = [["text", `${countWords(text.tokens)} tokens${from}`]];
  const { useful } = plan;
  if (useful === undefined) return rows;
  const used =
    plan.budget > useful.flops ? "the plan stops there: more text would help, more time hardly" : "not reached";
  const passes = Math.round(useful.epochs);
  return [...rows, ["used up", `after ${duration(useful.seconds)}, about ${passes} passes over it; ${used}`]];
}

const titles: Record<LanguageRow["kind"], string> = {
  asked: "as asked",
  optimal: "optimal",
  sparse: "sparse",
  smaller: "half to serve",
};

function cells(row: LanguageRow, { request, plan }: PlanWords): [string, string][] {
  const { currency } = row;
  const more = row.seconds / secondsFor(request.cluster, plan.flops);
  return [
    ["", titles[row.kind]],
    ["parameters", countWords(row.parameters)],
    ["active", isSparse(row.config) ? countWords(row.active) : "all"],
    ["layers × width", `${row.config.layers} × ${row.config.width}`],
    ["heads", `${row.config.heads} of ${row.config.headSize}`],
    ["experts", isSparse(row.config) ? expertWords(row.config) : "–"],
    ["vocabulary", `${row.config.vocabulary}`],
    ["tokens", countWords(row.tokens)],
    ...(row.epochs === undefined ? [] : [["passes", passWords(row.epochs)] as [string, string]]),
    ["loss", row.loss.toFixed(3)],
    ["compute", flopWords(row.flops)],
    ["time", more > 1.005 ? `${duration(row.seconds)}, × ${more.toFixed(2)}` : duration(row.seconds)],
    ["energy", energy(row.joules)],
    ["electricity", money(row.electricity, currency)],
    ...(row.rent === undefined ? [] : [["rent", money(row.rent, currency)] as [string, string]]),
    [request.machine === undefined ? "states" : "memory", byteSize(row.memory)],
  ];
}

const expertWords = ({ experts, expertsPerToken }: LanguageConfig & { experts: number; expertsPerToken: number }) =>
  `${expertsPerToken} of ${experts}`;

const passWords = (passes: number): string =>
  passes < 0.995 ? `${Math.max(1, Math.round(100 * passes))} % of it` : `${+passes.toPrecision(3)}`;

/** Lists of [name, cell] side by side; all have the same names. */
function columns(lists: readonly (readonly [string, string])[][]): string {
  const widths = lists.map((list) => Math.max(...list.map(([, cell]) => cell.length)));
  const names = Math.max(...lists[0]!.map(([name]) => name.length));
  return lists[0]!
    .map(([name], line) => {
      const row = lists.map((list, i) => list[line]![1].padStart(widths[i]!));
      return `  ${name.padEnd(names)}  ${row.join("   ")}\n`;
    })
    .join("");
}

const BARS = "▁▂▃▄▅▆▇█";

function curveWords({ curve }: LanguagePlan): string {
  const losses = curve.map(({ loss }) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const bars = losses.map((loss) => BARS[Math.min(7, Math.floor((8 * (loss - low)) / (high - low || 1)))]);
  const best = curve[losses.indexOf(low)]!;
  return `${countWords(curve[0]!.parameters)} ${bars.join("")} ${countWords(curve.at(-1)!.parameters)}, least at ${countWords(best.parameters)}`;
}

function thumbWords({ flops }: LanguagePlan): string {
  const { parameters, tokens } = twentyTokens(flops);
  return `${countWords(parameters)} parameters, ${countWords(tokens)} tokens: 20 for each`;
}

/** Up to here repeats are as good as new (Muennighoff et al. 2023). */
const MANY_PASSES = 4;

function notes({ plan, request, limits }: PlanWords): string[] {
  const { cluster, law } = request;
  const sparse = plan.rows.find(({ kind }) => kind === "sparse")!;
  const outside = sparse.active < SPARSE_FITTED.parameters.least || sparse.active > SPARSE_FITTED.parameters.most;
  const { loss, config, epochs = 0 } = plan.rows.find(({ kind }) => kind === "optimal")!;
  const guessing = Math.log(config.vocabulary);
  const beyond = plan.flops < FITTED.least || plan.flops > FITTED.most;
  const byElectricity = limits[0]?.limit === "money" && cluster.pricePerHour === undefined;
  return [
    `Losses, in nats a token, are ${law.source}'s law, fitted on other text and another tokenizer: compare them here only.`,
    ...(beyond ? ["This budget is outside the 6e18 to 3e21 FLOP that the law was fitted on: an extrapolation."] : []),
    ...(loss > guessing
      ? [
          `A loss above ${guessing.toFixed(1)}, that of guessing, shows it: read the order of the rows, not the numbers.`,
        ]
      : []),
    ...(epochs > MANY_PASSES
      ? ["The law knows neither overfitting nor dropout: try several times this size too, and trust a text held out."]
      : []),
    `The sparse row is Clark et al. 2022's rule for experts${outside ? ", outside the 15 M to 1.3 B parameters it was fitted on" : ""}.`,
    ...(config.vocabulary < request.vocabulary
      ? [`A vocabulary of ${request.vocabulary} would be most of a model so small, so it is ${config.vocabulary} here.`]
      : []),
    ...(plan.rows.some(({ kind }) => kind === "smaller")
      ? []
      : ["No model of half the size reaches the optimal one's loss, however often it reads this text."]),
    ...(byElectricity
      ? ["The money buys electricity alone: the machines are yours. Give --price where they are rented."]
      : []),
    ...(request.machine === undefined
      ? ["States are weights, gradients and moments in mixed precision, over all machines; activations come on top."]
      : []),
  ];
}
