/** `onda run` at work: inputs made, the model run once, outputs shown and written. */
import { extname } from "node:path";
import { onnxInputs } from "../../catalog/onnx/inputs.ts";
import { OUTPUT_FILES, type OutputSummary, outputBytes, summarize } from "../../catalog/onnx/outputs.ts";
import type { PictureOptions } from "../../catalog/onnx/picture.ts";
import type { ForeignValue, OnnxPort } from "../../onnx/index.ts";
import { duration, table } from "../../train/words.ts";
import { requireFolder, writeWhole } from "../files.ts";
import { refuseExisting } from "../paint/target.ts";
import { UsageError } from "../report.ts";
import { forTerminal } from "../terminal.ts";
import { requireModel } from "./model-file.ts";

export interface RunOptions extends PictureOptions {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly sizeOf?: readonly string[];
  readonly rate?: number;
  readonly force?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

export async function run(file: string, options: RunOptions): Promise<void> {
  await requireModel(file);
  const { describeOnnxFile } = await import("../../runtime/node/onnx-file.ts");
  const model = describeOnnxFile(file);
  const ports = model.inputs;
  const sources = pairs("--input", options.input, ports);
  const targets = pairs("--output", options.output, model.outputs);
  await checkTargets(targets, model.outputs, options.force ?? false);
  const inputs = await onnxInputs(model, sources, { ...options, sizes: sizesOf(options.sizeOf, ports) });
  const { openOnnx } = await import("../../runtime/node/open-onnx.ts");
  const opened = await openOnnx(file, options.threads === undefined ? {} : { threads: options.threads });
  try {
    const begun = performance.now();
    const outputs = await opened.run(inputs);
    const seconds = (performance.now() - begun) / 1000;
    for (const [name, path] of targets) await write(path, name, outputs.get(name));
    const summaries = [...outputs].map(([name, value]) => summarize(name, value));
    const left = model.outputs.filter(({ name }) => !outputs.has(name));
    if (options.json) printJson({ file, seconds, outputs: summaries, leftOut: left.map(({ name }) => name) });
    else process.stdout.write(textOf(summaries, left, seconds, targets));
  } finally {
    await opened.dispose();
  }
}

const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

/** `NAME=REST` as pairs. A model's names may hold "=": the longest that fits is meant. */
function pairs(
  option: string,
  given: readonly string[] = [],
  ports: readonly Pick<OnnxPort, "name">[],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of given) {
    const known = ports.filter(({ name }) => text.startsWith(`${name}=`)).sort((a, b) => b.name.length - a.name.length);
    const at = known[0] === undefined ? text.indexOf("=") : known[0].name.length;
    if (at < 1)
      throw new UsageError(`${option} ${text}: no name. Write it as ${option} ${ports[0]?.name ?? "NAME"}=${text}`);
    const name = text.slice(0, at);
    if (found.has(name)) throw new UsageError(`${option} ${name} is given twice. Leave one out.`);
    found.set(name, text.slice(at + 1));
  }
  return found;
}

function sizesOf(given: readonly string[] | undefined, ports: readonly OnnxPort[]): Map<string, number> {
  const open = ports.flatMap(({ shape = [] }) => shape.filter((dim) => typeof dim === "string"));
  const names = [...new Set(open)];
  const sizes = pairs(
    "--size-of",
    given,
    names.map((name) => ({ name })),
  );
  return new Map(
    [...sizes].map(([name, text]) => {
      if (!names.includes(name)) {
        throw new UsageError(`no size is called ${JSON.stringify(name)}. Open sizes: ${names.join(", ") || "none"}.`);
      }
      if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--size-of ${name}=${text}: it must be a whole number.`);
      return [name, Number(text)];
    }),
  );
}

const endingOf = (path: string) => OUTPUT_FILES.find((ending) => ending === extname(path).toLowerCase());

/** Before any work: each output exists, each file may be written. */
async function checkTargets(
  targets: ReadonlyMap<string, string>,
  outputs: readonly OnnxPort[],
  force: boolean,
): Promise<void> {
  const names = outputs.map(({ name }) => name);
  for (const [name, path] of targets) {
    if (!names.includes(name)) {
      throw new UsageError(`there is no output ${JSON.stringify(name)}. The model has: ${names.join(", ")}.`);
    }
    if (endingOf(path) === undefined)
      throw new UsageError(`${path}: outputs are written as ${OUTPUT_FILES.join(" or ")}.`);
    if (!force) refuseExisting([path]);
    await requireFolder(path);
  }
}

async function write(path: string, name: string, value: ForeignValue | undefined): Promise<void> {
  if (value === undefined) throw new UsageError(`output ${name} is no tensor, so it cannot be written.`);
  await writeWhole(path, outputBytes(value, endingOf(path)!, name));
}

const digits = (x: number): string => String(Number(x.toPrecision(5)));

function textOf(
  outputs: readonly OutputSummary[],
  left: readonly OnnxPort[],
  seconds: number,
  targets: ReadonlyMap<string, string>,
): string {
  const rows = outputs.map((output): [string, string] => [
    forTerminal(output.name),
    `${output.type} [${output.shape.join(", ")}]  ${wordsOf(output)}`,
  ]);
  const rest = left.map(({ name, type }): [string, string] => [forTerminal(name), `${forTerminal(type)}, left out`]);
  const time = seconds < 1 ? `${digits(1000 * seconds)} ms` : duration(seconds);
  return `${table([...rows, ...rest], "")}${[...targets.values()].map((path) => `${path}\n`).join("")}ran in ${time}\n`;
}

function wordsOf({ least, most, mean, notFinite, first, shape }: OutputSummary): string {
  const shown = first.map((x) => (typeof x === "number" ? digits(x) : JSON.stringify(forTerminal(x).slice(0, 30))));
  const count = shape.reduce((n, size) => n * size, 1);
  const values = `${shown.join(" ")}${count > first.length ? " …" : ""}`;
  const range =
    least === undefined || count <= first.length ? "" : `${digits(least)} to ${digits(most!)}, mean ${digits(mean!)}: `;
  return `${range}${values}${notFinite > 0 ? `, ${notFinite} not finite` : ""}`;
}
