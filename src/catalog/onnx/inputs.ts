/** The inputs of a foreign model, made of what the user gave: types converted, sizes found, everything else refused. */
import type { Shape } from "../../graph/index.ts";
import { createRng } from "../../nn/index.ts";
import { type ForeignValue, isElementType, type OnnxDescription, type OnnxPort } from "../../onnx/index.ts";
import { RequestError } from "../errors.ts";
import { elementsOf } from "./elements.ts";
import { type Filler, fillerOf, readInput, type Sourced, type SourceOptions, widened } from "./sources.ts";

export interface InputOptions extends SourceOptions {
  /** Sizes that the model leaves open, by their names. */
  readonly sizes?: ReadonlyMap<string, number>;
}

/** Elements that are made from nothing. */
const MOST_FILLED = 2 ** 28;

/** `float32 x [batch, 3, 48, width]`. */
export const portText = ({ name, type, shape }: OnnxPort): string =>
  `${type} ${name}${shape === undefined ? "" : ` [${shape.join(", ")}]`}`;

/**
 * A value for each input, from the texts that say where it comes from: see `readInput`. What a file's sizes say of an open
 * size holds for all inputs.
 * @throws RequestError for an input that is unknown, missing, or does not fit.
 */
export async function onnxInputs(
  model: Pick<OnnxDescription, "inputs">,
  sources: ReadonlyMap<string, string>,
  options: InputOptions = {},
): Promise<Map<string, ForeignValue>> {
  const ports = new Map(model.inputs.map((port) => [port.name, port]));
  const wanted = `The model wants: ${model.inputs.map(portText).join("; ") || "nothing"}.`;
  const known = (name: string): OnnxPort => {
    const port = ports.get(name);
    if (port === undefined) throw new RequestError(`there is no input ${JSON.stringify(name)}. ${wanted}`);
    return port;
  };
  const missing = model.inputs.find(({ name }) => !sources.has(name));
  const chosen = [...sources].map(([name, text]) => [known(name), text] as const);
  if (missing !== undefined) {
    throw new RequestError(`input ${missing.name} is not given. ${wanted} Give it as --input ${missing.name}=SOURCE.`);
  }
  const sizes = new Map(options.sizes);
  const values = new Map<string, ForeignValue>();
  for (const [port, text] of chosen) {
    if (fillerOf(text) !== undefined) continue;
    values.set(port.name, fitted(port, await readInput(text, withSizes(port, sizes), options), sizes));
  }
  for (const [port, text] of chosen) {
    const filler = fillerOf(text);
    if (filler !== undefined) values.set(port.name, filled(port, filler, sizes));
  }
  return values;
}

/** The port with the sizes that are known by now. */
const withSizes = (port: OnnxPort, sizes: ReadonlyMap<string, number>): OnnxPort =>
  port.shape === undefined ? port : { ...port, shape: port.shape.map((dim) => sizes.get(dim as string) ?? dim) };

function fitted(port: OnnxPort, source: Sourced, sizes: Map<string, number>): ForeignValue {
  const shape = fitShape(port, source.shape, sizes);
  if (port.type === "string") {
    if (![...(source.data as readonly unknown[])].every((x) => typeof x === "string")) {
      throw new RequestError(`input ${port.name} wants texts. Give a JSON list of them.`);
    }
    return { type: "string", shape, data: source.data as readonly string[] };
  }
  const type = typeOf(port);
  if (source.type === type) return { type, shape, data: source.data as never };
  return { type, shape, data: elementsOf(type, widened(source), `input ${port.name}`) };
}

function typeOf({ name, type }: OnnxPort) {
  if (isElementType(type)) return type;
  throw new RequestError(`input ${name} is ${type}, which cannot be given here.`);
}

/** The sizes as the model counts them: leading sizes of 1 may be left out. Open sizes get their numbers. */
function fitShape(port: OnnxPort, given: readonly number[], sizes: Map<string, number>): readonly number[] {
  const wanted = port.shape;
  if (wanted === undefined) return given;
  const shape = [...Array<number>(Math.max(0, wanted.length - given.length)).fill(1), ...given];
  const fits = wanted.every((dim, axis) => typeof dim === "string" || dim === shape[axis]);
  if (shape.length !== wanted.length || !fits) {
    throw new RequestError(`input ${port.name} is [${given.join(", ")}]. The model wants ${portText(port)}.`);
  }
  wanted.forEach((dim, axis) => {
    if (typeof dim === "string" && !sizes.has(dim)) sizes.set(dim, shape[axis]!);
  });
  return shape;
}

function filled(port: OnnxPort, filler: Filler, sizes: ReadonlyMap<string, number>): ForeignValue {
  const type = typeOf(port);
  const shape = closed(port, sizes);
  const count = shape.reduce((n, size) => n * size, 1);
  if (count > MOST_FILLED) {
    throw new RequestError(`input ${port.name} would have ${count} numbers. At most ${MOST_FILLED} are made.`);
  }
  return { type, shape, data: elementsOf(type, numbersFor(type, filler, count), `input ${port.name}`) };
}

/** Random floats are standard normal, random whole numbers 0 or 1. */
function numbersFor(type: string, filler: Filler, count: number): Float32Array | Float64Array {
  if ("fill" in filler) return new Float64Array(count).fill(filler.fill);
  const rng = createRng(filler.random);
  return type.startsWith("float") ? rng.normal(count) : rng.uniform(count, 0, 2).map(Math.floor);
}

function closed(port: OnnxPort, sizes: ReadonlyMap<string, number>): number[] {
  const shape: Shape | undefined = port.shape;
  if (shape === undefined) throw new RequestError(`input ${port.name} has no sizes in the file. Give a .npy file.`);
  return shape.map((dim) => {
    const size = typeof dim === "number" ? dim : sizes.get(dim);
    if (size !== undefined) return size;
    throw new RequestError(
      `the size ${JSON.stringify(dim)} of input ${portText(port)} is open. Say --size-of ${JSON.stringify(`${dim}=1`)}.`,
    );
  });
}
