/** What differs between a poem and the other kinds: who writes it, and what stands above it. */
import type { CompleteBrief, WrittenKind } from "../../catalog/clerk/brief.ts";
import type { BriefWatch, WrittenBrief } from "../../catalog/clerk/write.ts";
import type { OpenLanguage } from "../../catalog/language/open.ts";
import type { TextRequest } from "../../catalog/language/request.ts";
import type { WrittenText } from "../../catalog/language/texts.ts";
import type { Purpose } from "../../catalog/language/weights.ts";

export interface DeskText
  extends WrittenText,
    Partial<Pick<WrittenBrief, "tries" | "chosen" | "allTokens" | "findings">> {
  readonly seed: number;
}

export interface Desk {
  /** The model that writes it unless another one is named. */
  readonly model: string;
  readonly purpose: Purpose;
  /** What stands above each text, with its line break; empty where nothing does. */
  readonly heading: string;
  /** The brief as it was understood. */
  readonly brief: object;
  /** What is to be said about the brief. */
  readonly notes: readonly string[];
  write(model: OpenLanguage, request: TextRequest, watch: BriefWatch): Promise<readonly DeskText[]>;
}

/** @throws RequestError for a brief that cannot be meant. */
export async function deskFor(
  kind: string,
  fields: Readonly<Record<string, string>>,
  { lang, tries }: { readonly lang?: string; readonly tries?: number },
): Promise<Desk> {
  if (kind === "poem") return poemDesk(fields);
  const { completeBrief } = await import("../../catalog/clerk/brief.ts");
  return briefDesk(completeBrief(kind as WrittenKind, fields, lang), tries);
}

async function poemDesk(fields: Readonly<Record<string, string>>): Promise<Desk> {
  const { checkPoem, DEFAULT_POET, writePoems } = await import("../../catalog/poet/write.ts");
  const { form, title, author, ...rest } = checkPoem(fields);
  const manner = author === undefined ? form : `${form} · 仿${author}`;
  return {
    model: DEFAULT_POET,
    purpose: "poems",
    heading: `${title === undefined ? "" : `《${title}》\n`}${manner}\n\n`,
    brief: { form, title, author, ...rest },
    notes: [],
    write: (model, request, watch) => writePoems(model, fields, request, watch),
  };
}

async function briefDesk({ brief, notes }: CompleteBrief, tries: number | undefined): Promise<Desk> {
  const { DEFAULT_CLERK, writeBriefs } = await import("../../catalog/clerk/write.ts");
  const { language, fields } = brief;
  return {
    model: DEFAULT_CLERK,
    purpose: "chat",
    heading: "",
    brief: { language, ...fields },
    notes,
    write: (model, request, watch) =>
      writeBriefs(model, brief, { ...request, ...(tries === undefined ? {} : { tries }) }, watch),
  };
}
