/**
 * How faithful a clerk is: 300 briefs with products, names, places and prices that training never saw. A text must say
 * what its brief says, in its tone, and no number, date or name besides: `checkFaithful` decides.
 */
import {
  BRIEF_KINDS,
  type Brief,
  type BriefKind,
  briefText,
  checkFaithful,
  drawExample,
  type Language,
  openSources,
} from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import type { OpenLanguage } from "../language/open.ts";
import { type CompleteTextRequest, completeTextRequest, type TextRequest } from "../language/request.ts";
import { writeTexts } from "../language/texts.ts";
import { type Unfaithful, writeBriefs } from "./write.ts";

export interface FaithMeasures {
  readonly briefs: number;
  /** Faithful at once, and as `onda write` gives them: written again, up to 8 times, where they are not. */
  readonly first: number;
  readonly final: number;
}

export interface ClerkReport {
  readonly settings: CompleteTextRequest;
  readonly byKind: Readonly<Record<BriefKind | "all", Readonly<Record<Language, FaithMeasures>>>>;
  /** What was wrong in texts that are not faithful at last. */
  readonly mistakes: readonly {
    readonly prompt: string;
    readonly text: string;
    readonly findings: readonly Unfaithful[];
  }[];
  /** Different texts among ten for each of ten briefs: 1 where none came twice. */
  readonly variety: number;
  readonly samples: readonly { readonly prompt: string; readonly text: string }[];
}

export interface EvaluateClerkOptions {
  /** In all, of the kinds and languages alike: 300 unless given. */
  readonly count?: number;
  readonly request?: TextRequest;
  onProgress?(done: number, of: number): void;
}

interface Judged {
  readonly brief: Brief;
  readonly prompt: string;
  readonly text: string;
  readonly first: boolean;
  readonly findings: readonly Unfaithful[];
}

const LANGUAGES = ["en", "zh"] as const satisfies readonly Language[];
/** Mistakes and samples that are shown. */
const SHOWN = 12;

export async function evaluateClerk(
  model: OpenLanguage,
  { count = 300, request = {}, onProgress }: EvaluateClerkOptions = {},
): Promise<ClerkReport> {
  const settings = completeTextRequest({ seed: 1, ...request }, model.purpose);
  const sources = await openSources();
  const each = Math.ceil(count / BRIEF_KINDS.length / LANGUAGES.length);
  const judged: Judged[] = [];
  for (const kind of BRIEF_KINDS) {
    for (const language of LANGUAGES) {
      const rng = createRng(`${settings.seed}:${kind}:${language}`);
      for (let i = 0; i < each; i++) {
        const example = drawExample(rng.split(i), { sources, split: "held-out", kind, language });
        const seed = settings.seed + judged.length;
        judged.push(
          kind === "service"
            ? await answer(model, example, { ...settings, seed })
            : await text(model, example.brief, { ...request, seed }),
        );
        onProgress?.(judged.length, each * BRIEF_KINDS.length * LANGUAGES.length);
      }
    }
  }
  const wrong = judged.filter(({ findings }) => findings.length > 0);
  return {
    settings,
    byKind: measureByKind(judged),
    mistakes: wrong.slice(0, SHOWN).map(({ prompt, text, findings }) => ({ prompt, text, findings })),
    variety: await varietyOf(model, judged.filter((_, i) => i % each === 0).slice(0, 10), request),
    samples: judged.filter((_, i) => i % each === 0).map(({ prompt, text }) => ({ prompt, text })),
  };
}

async function text(model: OpenLanguage, brief: Brief, request: TextRequest): Promise<Judged> {
  const [made] = await writeBriefs(model, brief, request);
  const { text, findings, tries } = made!;
  return { brief, prompt: briefText(brief), text, first: tries === 1 && findings.length === 0, findings };
}

/** A conversation up to the customer's last words: what the clerk says is not written again. */
async function answer(
  model: OpenLanguage,
  { brief, messages }: ReturnType<typeof drawExample>,
  { seed, count: _, ...settings }: CompleteTextRequest,
): Promise<Judged> {
  const asked = messages.slice(0, -1);
  const [made] = await writeTexts(model, [{ prompt: asked, seed }], settings);
  const findings = checkFaithful(brief, made!.text);
  const prompt = asked.map(({ role, content }) => `${role}: ${content}`).join("\n");
  return { brief, prompt, text: made!.text, first: findings.length === 0, findings };
}

async function varietyOf(model: OpenLanguage, judged: readonly Judged[], request: TextRequest): Promise<number> {
  const briefs = judged.filter(({ brief }) => brief.kind !== "service").map(({ brief }) => brief);
  let different = 0;
  for (const brief of briefs) {
    const texts = await writeBriefs(model, brief, { ...request, seed: 1000, count: 10, tries: 1 });
    different += new Set(texts.map(({ text }) => text)).size;
  }
  return different / (10 * briefs.length);
}

function measureByKind(judged: readonly Judged[]): ClerkReport["byKind"] {
  const of = (kind: BriefKind | "all", language: Language): FaithMeasures => {
    const some = judged.filter(({ brief }) => (kind === "all" || brief.kind === kind) && brief.language === language);
    return {
      briefs: some.length,
      first: some.filter(({ first }) => first).length,
      final: some.filter(({ findings }) => findings.length === 0).length,
    };
  };
  return Object.fromEntries(
    [...BRIEF_KINDS, "all" as const].map((kind) => [kind, { en: of(kind, "en"), zh: of(kind, "zh") }]),
  ) as ClerkReport["byKind"];
}

/** The report as a page to read. */
export function clerkPage({ settings, byKind, mistakes, variety, samples }: ClerkReport): string {
  const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`;
  const rows = Object.entries(byKind).map(([kind, { en, zh }]) => {
    const cells = [en, zh].flatMap(({ briefs, first, final }) => [
      briefs,
      percent(first, briefs),
      percent(final, briefs),
    ]);
    return `| ${kind} | ${cells.join(" | ")} |`;
  });
  const all = [byKind.all.en, byKind.all.zh];
  const sum = (part: keyof FaithMeasures) => all.reduce((total, one) => total + one[part], 0);
  const quoted = (text: string) =>
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => `> ${line}`)
      .join("\n>\n");
  return `# How faithful is the clerk?

${sum("briefs")} briefs with products, names, places and prices that training never saw; temperature ${settings.temperature}, top p ${settings.topP}, seeds from ${settings.seed}.
A text is faithful if it says all that its brief says, in its tone, and no number, date, address or name besides: the rules
stand in [faithful.ts](../../src/data/briefs/faithful.ts). **${percent(sum("final"), sum("briefs"))}** are as \`onda write\` and \`onda chat\` give them; ${percent(sum("first"), sum("briefs"))} at the first
try. Service answers are never tried again. Of ten texts for one brief, ${percent(variety, 1)} are different.

| | English | first try | given | Chinese | first try | given |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}

## Samples, the first of each kind and language

${samples.map(({ prompt, text }) => `\`\`\`text\n${prompt}\n\`\`\`\n\n${quoted(text)}`).join("\n\n")}

## What was wrong

${mistakes.map(({ prompt, text, findings }) => `\`\`\`text\n${prompt}\n\`\`\`\n\n${quoted(text)}\n\n${findings.map(({ rule, what }) => `${rule}: ${what}`).join("; ")}`).join("\n\n") || "Nothing."}
`;
}
