/** `onda paint` at work: checks, paints, shows how far it is, writes, and says what it cost. */
import type { FinishedPicture, OpenPainter, PaintWatch } from "../../catalog/paint.ts";
import type { PictureRequest } from "../../catalog/request.ts";
import type { SamplerName } from "../../models/index.ts";
import { type EnergyReading, startMeter } from "../../train/energy.ts";
import { requireFolder, slug, writeWhole } from "../files.ts";
import { interruptible } from "../interrupt.ts";
import { type Progress, silent, startProgress } from "../progress.ts";
import { UsageError } from "../report.ts";
import { readSource } from "../sources.ts";
import { spentWords } from "../spent.ts";
import { previewKind } from "./preview.ts";
import type { Preview } from "./preview-draw.ts";
import { planTarget, type Target } from "./target.ts";

export interface PaintOptions {
  readonly seed?: number;
  readonly steps?: number;
  readonly guidance?: number;
  readonly temperature?: number;
  readonly negative?: string;
  readonly sampler?: SamplerName;
  readonly count: number;
  readonly size: number;
  readonly svg?: boolean;
  readonly from?: string;
  readonly strength?: number;
  readonly mask?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly model: string;
  readonly threads?: number;
  readonly preview?: boolean;
  readonly json?: boolean;
}

/** Milliseconds between two previews of an unfinished picture. */
const PREVIEW_PAUSE = 150;

interface Painted {
  readonly file: string;
  readonly picture: FinishedPicture;
  readonly spent: EnergyReading;
}

export async function paint(prompt: string, options: PaintOptions): Promise<void> {
  const meter = startMeter();
  const target = planTarget(options);
  if (!target.stdout) await requireFolder(target.probe);
  const { completeRequest, randomSeed } = await import("../../catalog/request.ts");
  const request: PictureRequest = { ...(await requestOf(prompt, options)), seed: options.seed ?? randomSeed() };
  completeRequest(request); // a mistake is said before a model is opened
  const { openModel } = await import("../../catalog/paint.ts");
  const painter = await openModel(options.model, options.threads === undefined ? {} : { threads: options.threads });
  const screen = await startScreen(options);
  try {
    const { text, unread } = await painter.read(prompt);
    if (unread > 0) screen.progress.note(`onda: the prompt is long: its last ${unread} words are not read.`);
    const name = slug(text);
    const pictures = await interruptible((signal) =>
      paintAll(painter, request, { options, target, name, screen, signal }),
    );
    screen.end();
    say(painter, pictures, options, target, meter.stop());
  } finally {
    screen.end();
    await painter.dispose();
  }
}

async function requestOf(prompt: string, options: PaintOptions): Promise<PictureRequest> {
  const { negative, steps, guidance, temperature, sampler, size, strength } = options;
  if (options.mask !== undefined && options.from === undefined)
    throw new UsageError("--mask needs --from: the picture that it masks.");
  const given = Object.entries({ negative, steps, guidance, temperature, sampler, size, strength }).filter(
    ([, v]) => v !== undefined,
  );
  return {
    prompt,
    ...Object.fromEntries(given),
    ...(options.from === undefined ? {} : { from: await readSource(options.from) }),
    ...(options.mask === undefined ? {} : { mask: await readSource(options.mask) }),
  };
}

interface Work {
  readonly options: PaintOptions;
  readonly target: Target;
  readonly name: string;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** Each picture is written when it is done, so that stopping keeps those before. */
async function paintAll(painter: OpenPainter, request: PictureRequest, work: Work): Promise<Painted[]> {
  const { options, target, name, screen, signal } = work;
  const painted: Painted[] = [];
  for (let i = 0; i < options.count; i++) {
    const meter = startMeter();
    const seed = request.seed! + i;
    const what = options.count === 1 ? "painting" : `painting ${i + 1} of ${options.count}`;
    const picture = await painter.paint(
      { ...request, seed },
      { signal, onStep: screen.onStep(what, painter.imageSize) },
    );
    const bytes = target.format === "svg" ? Buffer.from(await picture.svg()) : await picture.png();
    signal.throwIfAborted();
    const file = target.path(i, `${name}-${seed}`);
    if (target.stdout) process.stdout.write(bytes);
    else await writeWhole(file, bytes);
    await screen.show(picture);
    painted.push({ file, picture, spent: meter.stop() });
  }
  return painted;
}

interface Screen {
  readonly progress: Progress;
  onStep(what: string, size: number): NonNullable<PaintWatch["onStep"]>;
  show(picture: FinishedPicture): Promise<void>;
  end(): void;
}

async function startScreen({ json, preview: wanted }: PaintOptions): Promise<Screen> {
  const progress = json ? silent : startProgress();
  const kind = json ? undefined : previewKind(wanted, process.stderr);
  let preview: Preview | undefined;
  if (kind !== undefined)
    preview = (await import("./preview-draw.ts")).startPreview(kind, (t) => process.stderr.write(t));
  let shown = 0;
  return {
    progress,
    onStep: (what, size) => async (step, steps, guess) => {
      progress.update(step, steps, what);
      if (preview === undefined || step === steps || performance.now() - shown < PREVIEW_PAUSE) return;
      await preview.draw(await guess(), size);
      shown = performance.now();
    },
    async show({ pixels }) {
      if (preview === undefined) return;
      const { bytesOf } = await import("../../catalog/pictures/png.ts");
      await preview.draw(bytesOf(pixels), Math.sqrt(pixels.length / 3));
    },
    end() {
      progress.end();
      preview?.end();
      preview = undefined;
    },
  };
}

function say(
  painter: OpenPainter,
  painted: readonly Painted[],
  options: PaintOptions,
  target: Target,
  all: EnergyReading,
): void {
  const { name, file, sha256 } = painter;
  const out = target.stdout ? process.stderr : process.stdout;
  if (options.json) {
    const pictures = painted.map(({ file, picture, spent }) => ({ file, ...spent, made: picture.provenance }));
    out.write(`${JSON.stringify({ pictures, model: { name, file, sha256 }, spent: all }, null, 2)}\n`);
    return;
  }
  for (const { file, picture, spent } of painted) {
    const cost = painted.length === 1 ? all : spent;
    out.write(`${file}\n  seed ${picture.provenance.seed} · ${spentWords(cost)}\n`);
  }
  if (painted.length > 1) out.write(`${painted.length} pictures · ${spentWords(all)}\n`);
}
