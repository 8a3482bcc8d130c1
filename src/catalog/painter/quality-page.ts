/** The quality report as a page to read. */

import type { Variety } from "../../data/index.ts";
import type { Share, Texture } from "../../train/index.ts";
import type { GroupReport, QualityReport } from "./evaluate.ts";

export const qualityPage = (report: QualityReport): string =>
  [
    heading(report),
    shownAsAsked(report),
    likeTheSet(report),
    seedsDiffer(report),
    "## Where it was wrong",
    report.groups.map(mistakeList).filter(Boolean).join("\n\n") || "Nowhere.",
    "",
  ].join("\n\n");

const heading = ({ painter, judge, settings, secondsPerPicture }: QualityReport): string => `# How good is the painter?

Painter \`${painter.slice(0, 16)}\`, judged by the frozen classifier \`${judge.slice(0, 16)}\` (SHA-256, shortened).
${settings.steps} steps of ${settings.sampler}, guidance ${settings.guidance}, temperature ${settings.temperature}, ${secondsPerPicture.toFixed(2)} s a picture in batches.
In brackets: the 95 % interval. "Set" is the set's own pictures of the same prompts, judged alike: the ceiling.`;

const shownAsAsked = ({ groups }: QualityReport): string => `## Does it show what was asked?

| prompts | number | concept first | set | concept among five | set | background, colour or count | set | all right | set |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${groups.map(groupRow).join("\n")}

A pair counts as right when both concepts are the judge's first two. The set holds near-twins (heart suit, red heart),
which is why the judge misses some of the set's own pictures. Held out: combinations that training never showed, by the
rule in \`recipes/painter/held-out.json\`.`;

function likeTheSet({ distance, texture }: QualityReport): string {
  const { painter, floor, reference, pictures } = distance;
  const measured = ({ distance, error }: typeof painter) => `${distance.toFixed(2)} ± ${error.toFixed(2)}`;
  const ratio = (painter.distance / floor.distance).toFixed(2);
  return `## Do its pictures look like the set's?

| plain prompts | painter | set | ratio |
| --- | --- | --- | --- |
| Fréchet distance of ${pictures} from ${reference} fresh pictures of the set | ${measured(painter)} | ${measured(floor)} | ${ratio} |
${textureRows(texture)}

The distance is taken on the features of Onda's own classifier: it must not be set beside
published Inception distances. Of fewer pictures than a few hundred it says little: its bias hides the rest.`;
}

const seedsDiffer = ({ variety, roundTrip }: QualityReport): string => `## Does another seed give another picture?

| root mean square difference | painter | set | ratio |
| --- | --- | --- | --- |
${varietyRows("pixels", variety.pixels)}
${varietyRows("features", variety.features)}

The autoencoder alone returns unseen pictures at ${roundTrip.toFixed(1)} dB.`;

function groupRow({ name, prompts, painter, real }: GroupReport): string {
  const single = (["background", "colour", "count"] as const).find((asked) => painter[asked] !== undefined);
  const detail = single === undefined ? ["", ""] : [interval(painter[single]!), percent(real[single]!.share)];
  const cells = [
    name,
    prompts,
    interval(painter.concept),
    percent(real.concept.share),
    percent(painter.concept5.share),
    percent(real.concept5.share),
    ...detail,
    interval(painter.all),
    percent(real.all.share),
  ];
  return `| ${cells.join(" | ")} |`;
}

function textureRows({ painter, real }: { readonly painter: Texture; readonly real: Texture }): string {
  const row = (name: string, key: keyof Texture) =>
    `| ${name} | ${painter[key].toFixed(3)} | ${real[key].toFixed(3)} | ${(painter[key] / real[key]).toFixed(2)} |`;
  return [row("share of equal neighbours (flat areas)", "flat"), row("mean step of the others (edges)", "edge")].join(
    "\n",
  );
}

function varietyRows(name: string, { painter, real }: { readonly painter: Variety; readonly real: Variety }): string {
  const row = (what: string, key: "within" | "between") =>
    `| ${name}, ${what} | ${painter[key].toFixed(3)} | ${real[key].toFixed(3)} | ${(painter[key] / real[key]).toFixed(2)} |`;
  const repeats = `| ${name}, near-repeats among seeds | ${percent(painter.repeats)} | ${percent(real.repeats)} | |`;
  return [row("same prompt", "within"), row("other prompt", "between"), repeats].join("\n");
}

const MISTAKES_SHOWN = 12;

function mistakeList({ name, mistakes }: GroupReport): string {
  if (mistakes.length === 0) return "";
  const shown = mistakes.slice(0, MISTAKES_SHOWN).map(({ caption, seen }) => `${caption} → ${seen}`);
  return `**${name}** (${mistakes.length}): ${shown.join("; ")}${mistakes.length > MISTAKES_SHOWN ? "; …" : ""}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const interval = ({ share, low, high }: Share): string =>
  `${percent(share)} (${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)})`;
