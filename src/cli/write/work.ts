/** `onda write` at work: reads the brief, writes, shows it as it comes, and says what it cost. */
import { completeTextRequest, type TextRequest } from "../../catalog/language/request.ts";
import { randomSeed } from "../../catalog/request.ts";
import { startMeter } from "../../train/energy.ts";
import { requireFolder } from "../files.ts";
import { interruptible } from "../interrupt.ts";
import { openingOf, type SamplingFlags, samplingOf } from "../text-options.ts";
import { planTextTarget } from "../text-target.ts";
import { briefFields } from "./brief.ts";
import { deskFor } from "./desk.ts";
import { type Finished, sayJson, sayTexts, startPage } from "./page.ts";

export interface WriteFlags extends SamplingFlags {
  readonly brief?: string;
  readonly lang?: string;
  readonly tries?: number;
  readonly count: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export async function write(kind: string, flags: Readonly<Record<string, string>>, options: WriteFlags): Promise<void> {
  const meter = startMeter();
  const target = planTextTarget(options.out, options);
  if (target !== undefined) await requireFolder(target.probe);
  const fields = { ...(await briefFields(kind, flags, options.brief)), ...flags };
  const desk = await deskFor(kind, fields, options); // a mistake is said before a model is opened
  const request: TextRequest = { ...samplingOf(options), count: options.count, seed: options.seed ?? randomSeed() };
  const settings = completeTextRequest(request, desk.purpose);
  for (const note of desk.notes) process.stderr.write(`onda: ${note}\n`);
  const { openLanguage } = await import("../../catalog/language/open.ts");
  const model = await openLanguage(options.model ?? desk.model, openingOf(options));
  const page = startPage(desk, options);
  try {
    await interruptible(async (signal) => {
      const begun = performance.now();
      const texts = await desk.write(model, request, { signal, ...page.watch });
      const seconds = (performance.now() - begun) / 1000;
      page.end();
      const done = texts.filter(({ ending }) => ending !== "aborted");
      const finished: Finished = { kind, desk, texts: done, model, settings, seconds, spent: meter.stop() };
      if (done.length > 0) await (options.json ? sayJson : sayTexts)(finished, target, page.isStreamed);
      signal.throwIfAborted();
    });
  } finally {
    page.end();
    await model.dispose();
  }
}
