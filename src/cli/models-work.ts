/** `onda models` at work. */
import { relative } from "node:path";
import { ModelError } from "../catalog/errors.ts";
import { findModel, listModels, type ModelEntry, verifyModel, weightsFolder } from "../catalog/models.ts";
import { listPulled } from "../catalog/pull/pulled.ts";
import { byteSize, quantity, table } from "../train/words.ts";

interface Output {
  readonly json?: boolean;
}

const print = (text: string): void => void process.stdout.write(text);
const printJson = (value: unknown): void => print(`${JSON.stringify(value, null, 2)}\n`);

const all = async (): Promise<ModelEntry[]> => [...(await listModels()), ...(await listPulled())];

export async function list({ json }: Output): Promise<void> {
  const models = await all();
  if (json) return printJson(models);
  if (models.length === 0) return print(`No model is in ${weightsFolder}. Train one: onda train recipes/painter\n`);
  print(
    table(
      models.map(({ name, bytes, file }) => [name, `${byteSize(bytes).padStart(8)}  ${shortPath(file)}`]),
      "",
    ),
  );
}

export async function info(nameOrFile: string, { json }: Output): Promise<void> {
  if (/\.onnx$/i.test(nameOrFile)) return (await import("./run/info.ts")).onnxInfo(nameOrFile, json ?? false);
  const { describeModel } = await import("../catalog/describe.ts");
  const { name, config, training, parts, ...model } = await describeModel(await findModel(nameOrFile));
  if (json)
    return printJson({
      name,
      ...model,
      parts,
      config: Object.fromEntries(config),
      training: Object.fromEntries(training),
    });
  const each = Object.entries(parts).map(([part, count]) => `${part} ${quantity(count)}`);
  const split = each.length > 1 && each.length <= 6 ? ` (${each.join(", ")})` : "";
  print(`${name}\n`);
  print(
    table([
      ["file", shortPath(model.file)],
      ["format", model.format],
      ["size", `${byteSize(model.bytes)}, ${quantity(model.parameters)} parameters${split}`],
      ["sha256", model.sha256],
      ["licence", model.licence ?? "not stated"],
      ...config,
      ...(training.length > 0 ? ([["trained", ""]] as const) : []),
      ...training.map(([what, words]) => [`  ${what}`, words] as const),
    ]),
  );
}

export async function verify(names: readonly string[], { json }: Output): Promise<void> {
  const models: readonly ModelEntry[] =
    names.length === 0 ? await all() : await Promise.all(names.map((n) => findModel(n)));
  if (models.length === 0) throw new ModelError(`no model is in ${weightsFolder}, so there is nothing to verify.`);
  const found = (await Promise.all(models.map(verifyModel))).flat();
  const checked = [...new Map(found.map((one) => [one.file, one])).values()]; // two models of a folder share files
  if (json) printJson(checked);
  else
    for (const { file, ok, found } of checked)
      print(`${ok ? "ok       " : found ? "differs  " : "missing  "}${shortPath(file)}\n`);
  const bad = checked.filter(({ ok }) => !ok);
  if (bad.length > 0) {
    throw new ModelError(`${bad.length} of ${checked.length} files are not what they should be. Fetch them again.`);
  }
}

/** From the working folder where that is shorter. */
function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length < path.length && !near.startsWith("..") ? near : path;
}
