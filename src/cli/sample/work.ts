/** `onda sample` at work: makes pictures, writes each with how it was made, or all as one sheet. */
import type { MakeRequest, PictureMaker } from "../../catalog/maker/maker.ts";
import { makerProvenance, openPictureMaker } from "../../catalog/maker/open.ts";
import { sheet } from "../../catalog/painter/sheet.ts";
import { bytesOf, encodePng, signPng } from "../../catalog/pictures/index.ts";
import { randomSeed } from "../../catalog/request.ts";
import { startMeter } from "../../train/energy.ts";
import { requireFolder, slug, writeWhole } from "../files.ts";
import { interruptible } from "../interrupt.ts";
import { planTarget, type Target } from "../paint/target.ts";
import { silent, startProgress } from "../progress.ts";
import { UsageError } from "../report.ts";
import { spentWords } from "../spent.ts";

export interface SampleOptions {
  readonly seed?: number;
  readonly count: number;
  readonly label?: string;
  readonly steps?: number;
  readonly guidance?: number;
  readonly sheet?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

export async function sample(model: string, options: SampleOptions): Promise<void> {
  const meter = startMeter();
  const { count, json = false, threads } = options;
  const target = planTarget({ ...targetOf(options), count: options.sheet ? 1 : count });
  if (target.format === "svg") throw new UsageError("pictures of pixels are written as PNG. Choose a name in .png.");
  if (!target.stdout) await requireFolder(target.probe);
  const maker = await openPictureMaker(model, threads === undefined ? {} : { threads });
  const progress = json ? silent : startProgress();
  try {
    const requests = requestsOf(maker, options);
    const given = Object.fromEntries(
      Object.entries({ steps: options.steps, guidance: options.guidance }).filter(([, value]) => value !== undefined),
    );
    const pixels = await interruptible((signal) =>
      maker.make(requests, { ...given, signal, onStep: (done, of) => progress.update(done, of, "making") }),
    );
    progress.end();
    const files = options.sheet
      ? [await writeSheet(pixels, maker, requests, target)]
      : await writeEach(pixels, maker, requests, target, given);
    say(maker, requests, files, options, target, spentWords(meter.stop()));
  } finally {
    progress.end();
    await maker.dispose();
  }
}

const targetOf = ({ out, force }: SampleOptions) => ({
  ...(out === undefined ? {} : { out }),
  ...(force === undefined ? {} : { force }),
});

/** Seeds that follow one another; on a sheet without a label all labels take their turn. */
function requestsOf(
  { labels }: PictureMaker,
  { seed = randomSeed(), count, label, sheet }: SampleOptions,
): MakeRequest[] {
  const labelOf = (i: number) => label ?? (sheet ? labels[i % labels.length] : undefined);
  return Array.from({ length: count }, (_, i) => {
    const own = labelOf(i);
    return own === undefined ? { seed: seed + i } : { seed: seed + i, label: own };
  });
}

async function writeEach(
  pixels: Float32Array,
  maker: PictureMaker,
  requests: readonly MakeRequest[],
  target: Target,
  options: object,
): Promise<string[]> {
  const length = 3 * maker.imageSize ** 2;
  const files: string[] = [];
  for (const [i, request] of requests.entries()) {
    const png = await encodePng(bytesOf(pixels.subarray(i * length, (i + 1) * length)), maker.imageSize);
    const name = `${slug(`${maker.name} ${request.label ?? ""}`)}-${request.seed}`;
    files.push(await put(signPng(png, makerProvenance(maker, request, options)), target, i, name));
  }
  return files;
}

/** Nearly square, at most 16 pictures in a row. */
async function writeSheet(
  pixels: Float32Array,
  maker: PictureMaker,
  requests: readonly MakeRequest[],
  target: Target,
): Promise<string> {
  const columns = Math.min(16, Math.ceil(Math.sqrt(requests.length)));
  const png = await sheet(pixels, maker.imageSize, { columns });
  return put(png, target, 0, `${slug(maker.name)}-${requests[0]!.seed}-sheet`);
}

async function put(png: Uint8Array, target: Target, index: number, name: string): Promise<string> {
  const file = target.path(index, name);
  if (target.stdout) process.stdout.write(png);
  else await writeWhole(file, png);
  return file;
}

function say(
  { name, file, sha256 }: PictureMaker,
  requests: readonly MakeRequest[],
  files: readonly string[],
  { json }: SampleOptions,
  target: Target,
  spent: string,
): void {
  const out = target.stdout ? process.stderr : process.stdout;
  if (json) {
    out.write(`${JSON.stringify({ files, requests, model: { name, file, sha256 } }, null, 2)}\n`);
    return;
  }
  for (const path of files) out.write(`${path}\n`);
  const seeds = requests.length === 1 ? `seed ${requests[0]!.seed}` : `seeds from ${requests[0]!.seed}`;
  out.write(`  ${requests.length} picture${requests.length === 1 ? "" : "s"}, ${seeds} · ${spent}\n`);
}
