/** A measure as a table: what was made, what unseen pictures get, and what the numbers would be at their best. */
import { type Estimate, intervalOf, type Share } from "../../train/index.ts";
import type { Held, MeasureReport } from "./measure.ts";

interface Row {
  readonly what: string;
  readonly made: string;
  readonly floor: string;
  readonly best: string;
}

/** The rows of the report, for the terminal and for the page alike. */
export function measureRows(report: MeasureReport): readonly Row[] {
  const { frechet, kernel, density, coverage, neighbours, memorising, texture, accuracy = {} } = report;
  const row = (what: string, { made, floor }: Held<string>, best: string): Row => ({ what, made, floor, best });
  const copies = (where: "pixels" | "features", of: string): Row[] => {
    const { ratio, nearer, suspects } = memorising[where];
    return [
      { what: `nearest training picture, ${of}`, made: estimated(ratio), floor: "1", best: "1; towards 0: copies" },
      { what: `  nearer than an unseen one`, made: estimated(nearer), floor: "0.5", best: "0.5; towards 1: copies" },
      { what: `  suspected copies`, made: share(suspects), floor: "1.0 %", best: "1 %" },
    ];
  };
  return [
    row("Fréchet distance", both(frechet, estimated), "the floor"),
    row("kernel distance × 1000", both(kernel, thousandfold), "0"),
    row("density", both(density, estimated), "1"),
    row("coverage", both(coverage, estimated), "the floor"),
    row(
      "told apart by a neighbour",
      both(neighbours, ({ accuracy }) => share(accuracy)),
      "50 %",
    ),
    ...copies("pixels", "pixels"),
    ...copies("features", "features"),
    row(
      "equal neighbours (flat areas)",
      both(texture, ({ flat }) => flat.toFixed(3)),
      "the floor",
    ),
    row(
      "mean step of the others (edges)",
      both(texture, ({ edge }) => edge.toFixed(3)),
      "the floor",
    ),
    ...Object.entries(accuracy).map(([question, found]) =>
      row(`as asked: ${question}`, both(found, share), "the floor"),
    ),
  ];
}

export function measurePage(report: MeasureReport): string {
  const { source, set, judge, seed, pictures, reference } = report;
  const rows = measureRows(report).map(
    ({ what, made, floor, best }) => `| ${what.trim()} | ${made} | ${floor} | ${best} |`,
  );
  return `# ${source}, measured on ${set}

${pictures} pictures of seed ${seed}, held against ${reference} of what models learn from.
Judge \`${judge.slice(0, 16)}\` (SHA-256, shortened). In brackets: the 95 % interval.
The floor is what ${pictures} unseen pictures of the set get: a maker that were the set itself would get that.

| | made | floor | best |
| --- | --- | --- | --- |
${rows.join("\n")}

${notes}
`;
}

export const notes = `Distances are of features of Onda's own frozen classifier for this set. They must not be set beside published
Inception distances (FID, KID), nor beside those of another set or judge. The Fréchet distance is larger for fewer pictures.`;

const both = <T>({ made, floor }: Held<T>, text: (value: T) => string): Held<string> => ({
  made: text(made),
  floor: text(floor),
});

function estimated(estimate: Estimate): string {
  const [low, high] = intervalOf(estimate);
  const digits = Math.abs(estimate.value) >= 100 ? 0 : Math.abs(estimate.value) >= 10 ? 1 : 3;
  return `${estimate.value.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

const thousandfold = ({ value, error }: Estimate): string => estimated({ value: 1000 * value, error: 1000 * error });

const share = ({ share, low, high }: Share): string =>
  `${(100 * share).toFixed(1)} % (${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)})`;
