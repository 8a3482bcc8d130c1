/** `onda models info FILE.onnx`: what an ONNX file from anywhere is. */

import { sha256Of } from "../../catalog/models.ts";
import { portText } from "../../catalog/onnx/inputs.ts";
import { type OnnxDescription, ondaOperators } from "../../onnx/index.ts";
import { describeOnnxFile, type OnnxFile } from "../../runtime/node/onnx-file.ts";
import { byteSize, quantity, table } from "../../train/words.ts";
import { forTerminal } from "../terminal.ts";
import { requireModel } from "./model-file.ts";

/** Characters of a text from the file that are shown; --json has all. */
const SHOWN = 200;
const shown = (text: string): string => {
  const line = forTerminal(text).replace(/\s+/g, " ");
  return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line;
};

export async function onnxInfo(path: string, json: boolean): Promise<void> {
  await requireModel(path);
  const file = describeOnnxFile(path);
  const sha256 = await sha256Of(path);
  if (json) return void process.stdout.write(`${JSON.stringify(asJson(path, sha256, file), null, 2)}\n`);
  process.stdout.write(`${shown(path)}\n${table(rowsOf(file, sha256))}`);
}

/** Operators that Onda's own graphs are made of too; a Constant computes nothing. */
const isKnown = (operator: string): boolean => operator === "Constant" || ondaOperators.has(operator);
const unknownOf = ({ operators }: Pick<OnnxDescription, "operators">): string[] =>
  [...operators.keys()].filter((name) => !isKnown(name));

function rowsOf(file: OnnxFile, sha256: string): [string, string][] {
  const ports = (what: string, list: OnnxFile["inputs"]) =>
    list.map((port, i): [string, string] => [i === 0 ? what : "", shown(portText(port))]);
  const counts = [...file.operators].map(([name, count]) => (count === 1 ? name : `${name} ${count}`));
  const nodes = [...file.operators.values()].reduce((a, b) => a + b, 0);
  const unknown = unknownOf(file);
  const opsets = Object.entries(file.opsets).map(([domain, version]) => `${domain || "ai.onnx"} ${version}`);
  const numbers = [...file.numbers].map(([type, count]) => `${quantity(count)} ${type}`);
  return [
    ["format", `ONNX, version ${file.irVersion} of the format`],
    ["made by", shown(file.producer) || "not stated"],
    ["operator sets", shown(opsets.join(", "))],
    ["size", `${byteSize(file.bytes)}${file.files.length > 0 ? `, with ${shown(file.files.join(", "))}` : ""}`],
    ["weights", `${numbers.join(", ") || "none"}: ${byteSize(file.weightBytes)}`],
    ["sha256", sha256],
    ...ports("inputs", file.inputs),
    ...ports("with values", file.defaults),
    ...ports("outputs", file.outputs),
    [
      "operators",
      `${nodes} of ${file.operators.size} kinds${file.subgraphs > 0 ? `, in ${file.subgraphs} subgraphs too` : ""}`,
    ],
    ...wrapped(counts).map((line): [string, string] => ["", line]),
    ["not in Onda's graph", unknown.length === 0 ? "none" : shown(unknown.join(", "))],
    ...(file.functions.length > 0 ? ([["own operators", shown(file.functions.join(", "))]] as [string, string][]) : []),
    ...Object.entries(file.metadata).map(([key, text]): [string, string] => [shown(key).slice(0, 30), shown(text)]),
  ];
}

/** Names in lines of 90 characters, the first ten lines. */
function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 90) lines[lines.length - 1] = `${last}, ${shown(name)}`;
    else if (lines.length < 10) lines.push(shown(name));
    else return [...lines, "…"];
  }
  return lines;
}

const asJson = (path: string, sha256: string, { external: _, ...file }: OnnxFile) => ({
  file: path,
  sha256,
  ...file,
  operators: Object.fromEntries(file.operators),
  numbers: Object.fromEntries(file.numbers),
  unknownToOnda: unknownOf(file),
});
