/** The painter's sample sheets: which prompts, seeds and settings they show. Prompts were chosen, pictures were not. */
import type { EmojiSet } from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import { type ExamGroup, exam } from "./exam.ts";
import type { ManyPainter, SamplingOptions } from "./paint-many.ts";
import { sheet } from "./sheet.ts";

export interface SampleSheet {
  /** File name without ending. */
  readonly name: string;
  readonly title: string;
  /** Captions of the rows, from the top. */
  readonly rows: readonly string[];
  readonly png: Uint8Array;
}

interface Cell extends SamplingOptions {
  readonly prompt: string;
  readonly seed: number;
}
interface SheetPlan extends Omit<SampleSheet, "png"> {
  readonly columns: number;
  readonly cells: readonly Cell[];
}

const ENGLISH =
  "a red apple|a cat|a sailboat|a rocket|a strawberry|an elephant|a bicycle|a birthday cake|a sunflower|an octopus|a guitar|a house|a butterfly|a hamburger|an umbrella|a penguin|a fire engine|a teapot|a cactus|an owl|a soccer ball|a snowman|a camera|a pineapple";
const CHINESE =
  "一个红苹果|一只猫|帆船|火箭|草莓|一只大象|自行车|生日蛋糕|向日葵|一只章鱼|吉他|房子|蝴蝶|汉堡|雨伞|一只企鹅|消防车|茶壶|仙人掌|猫头鹰|足球|雪人|相机|菠萝";
const SEEDS_OF = ["a cat", "一朵玫瑰", "a car", "一条鱼"];
const GUIDANCES = [1, 1.25, 1.5, 2, 3, 5];
const STEPS = [2, 4, 8, 12, 20, 40];
const SETTINGS_OF = ["a red apple", "一只大象", "a sailboat on a yellow background", "蓝色的汽车"];
const COLUMNS = 8;

/** Paints all sheets; `shown` is called after each. */
export async function sampleSheets(
  painter: ManyPainter,
  set: EmojiSet,
  size: number,
  sampling: SamplingOptions = {},
  shown?: (sheet: SampleSheet) => void | Promise<void>,
): Promise<readonly SampleSheet[]> {
  const sheets: SampleSheet[] = [];
  for (const { columns, cells, ...plan } of planSheets(set, sampling)) {
    const png = await sheet(await paintCells(painter, cells, size), size, { columns });
    sheets.push({ ...plan, png });
    await shown?.({ ...plan, png });
  }
  return sheets;
}

function planSheets(set: EmojiSet, sampling: SamplingOptions): readonly SheetPlan[] {
  const combined = exam(set, createRng("sheets"), { plain: 2, combined: COLUMNS });
  const settings = (
    name: string,
    title: string,
    values: readonly number[],
    option: "guidance" | "steps",
  ): SheetPlan => ({
    name,
    title: `${title}: ${values.join(", ")}`,
    rows: SETTINGS_OF,
    columns: values.length,
    cells: SETTINGS_OF.flatMap((prompt) => values.map((value) => ({ ...sampling, prompt, seed: 1, [option]: value }))),
  });
  return [
    prompts("plain-english", "Plain prompts in English, seeds 1, 2, 3 …", ENGLISH.split("|"), sampling),
    prompts("plain-chinese", "Plain prompts in Chinese, seeds 1, 2, 3 …", CHINESE.split("|"), sampling),
    heldOut(
      "held-out",
      "Combinations that training never showed, drawn at random, seeds 1, 2, 3 …",
      combined,
      sampling,
    ),
    {
      name: "seeds",
      title: "One prompt a row, seeds 1 to 8",
      rows: SEEDS_OF,
      columns: COLUMNS,
      cells: SEEDS_OF.flatMap((prompt) =>
        Array.from({ length: COLUMNS }, (_, i) => ({ ...sampling, prompt, seed: i + 1 })),
      ),
    },
    settings("guidance", "Guidance from left to right", GUIDANCES, "guidance"),
    settings("steps", "Steps from left to right", STEPS, "steps"),
  ];
}

/** Eight prompts a row. */
function prompts(name: string, title: string, list: readonly string[], sampling: SamplingOptions): SheetPlan {
  const rows = Array.from({ length: Math.ceil(list.length / COLUMNS) }, (_, r) =>
    list.slice(r * COLUMNS, (r + 1) * COLUMNS).join(" · "),
  );
  return {
    name,
    title,
    rows,
    columns: COLUMNS,
    cells: list.map((prompt, i) => ({ ...sampling, prompt, seed: i + 1 })),
  };
}

/** A row of each kind of held-out combination, the languages in turn. */
function heldOut(name: string, title: string, groups: readonly ExamGroup[], sampling: SamplingOptions): SheetPlan {
  const kept = groups.filter((group) => group.name.endsWith("held out"));
  const captions = kept.flatMap((group) => group.captions);
  return prompts(name, title, captions, sampling);
}

/** Cells with equal settings are painted together. */
async function paintCells(painter: ManyPainter, cells: readonly Cell[], size: number): Promise<Float32Array> {
  const length = 3 * size * size;
  const pixels = new Float32Array(cells.length * length);
  const groups = new Map<string, { readonly sampling: SamplingOptions; readonly places: number[] }>();
  for (const [i, { prompt: _, seed: __, ...sampling }] of cells.entries()) {
    const key = JSON.stringify(sampling);
    const group = groups.get(key) ?? { sampling, places: [] };
    group.places.push(i);
    groups.set(key, group);
  }
  for (const { sampling, places } of groups.values()) {
    const painted = await painter.paint(
      places.map((i) => cells[i]!),
      sampling,
    );
    for (const [k, i] of places.entries()) pixels.set(painted.subarray(k * length, (k + 1) * length), i * length);
  }
  return pixels;
}

/** The sheets as a page: each picture with its title and the captions of its rows. */
export const sheetPage = (sheets: readonly Omit<SampleSheet, "png">[]): string =>
  [
    "# Sample sheets",
    "Pictures of 64 × 64 as the painter made them, shown at twice the size. The prompts were chosen (held-out ones drawn at random), the pictures were not: they are the seeds named.",
    ...sheets.map(
      ({ name, title, rows }) =>
        `## ${title}\n\n![${title}](${name}.png)\n\n${rows.map((row, i) => `${i + 1}. ${row}`).join("\n")}`,
    ),
    "",
  ].join("\n\n");
