/** Where a picture comes from, kept inside its file: enough to make it again, nothing that tells on its maker. */
import { readPngText, writePngText } from "../../formats/index.ts";
import { firstLine, RequestError } from "../errors.ts";

/** A file that the picture was made from: by its hash and its own name, neither its content nor its path. */
export interface Source {
  readonly name: string;
  readonly sha256: string;
}

export interface Provenance {
  /** Onda's version. */
  readonly onda: string;
  readonly model: Source;
  readonly runtime: string;
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  readonly sampler: string;
  readonly steps: number;
  readonly guidance: number;
  readonly temperature: number;
  /** Pixels on a side. */
  readonly size: number;
  readonly from?: Source & { readonly strength: number };
  readonly mask?: Source;
}

/** The keyword of the text chunk in a PNG, and of the metadata in an SVG. */
const KEYWORD = "onda";
const SVG_METADATA = /<metadata id="onda">([^<]*)<\/metadata>/;

/** A copy of the PNG with its provenance in an iTXt chunk. */
export const signPng = (png: Uint8Array, provenance: Provenance): Uint8Array =>
  writePngText(png, KEYWORD, JSON.stringify(provenance));

/** The provenance as an element of an SVG. */
export const svgMetadata = (provenance: Provenance): string =>
  `<metadata id="onda">${escapeXml(JSON.stringify(provenance))}</metadata>`;

export const isPng = (file: Uint8Array): boolean => file[0] === 0x89 && file[1] === 0x50;

/**
 * The provenance of a PNG or SVG that Onda wrote.
 * @throws RequestError when the file is of another kind or carries none.
 */
export function readProvenance(file: Uint8Array, name = "picture"): Provenance {
  let text: string | undefined;
  try {
    text = isPng(file) ? readPngText(file, KEYWORD) : unescapeXml(SVG_METADATA.exec(svgText(file))?.[1]);
  } catch (error) {
    throw new RequestError(`${name}: ${firstLine(error)}`, { cause: error });
  }
  if (text === undefined) {
    throw new RequestError(
      `${name} does not say how it was made. Only a PNG or SVG as Onda wrote it can be made again; editors remove this.`,
    );
  }
  return parse(text, name);
}

/** SVG texts larger than this are not Onda's. */
const MAX_SVG = 20_000_000;
const svgText = (file: Uint8Array): string => (file.length > MAX_SVG ? "" : new TextDecoder().decode(file));

function parse(text: string, name: string): Provenance {
  let value: Partial<Provenance> | undefined;
  try {
    // Pictures of before there was a temperature were made at 1.
    value = { temperature: 1, ...(JSON.parse(text) as Partial<Provenance>) };
  } catch {
    // said below
  }
  const strings = [value?.onda, value?.prompt, value?.negative, value?.sampler, value?.runtime, ...namesOf(value)];
  const numbers = [
    value?.seed,
    value?.steps,
    value?.guidance,
    value?.temperature,
    value?.size,
    value?.from ? value.from.strength : 0,
  ];
  if (strings.some((s) => typeof s !== "string") || numbers.some((n) => typeof n !== "number")) {
    throw new RequestError(`${name}: what it says about its making cannot be read. The file was changed.`);
  }
  return value as Provenance;
}

const namesOf = (value: Partial<Provenance> | undefined): unknown[] =>
  [value?.model, ...(value?.from ? [value.from] : []), ...(value?.mask ? [value.mask] : [])].flatMap((source) => [
    source?.name,
    source?.sha256,
  ]);

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" } as const;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character as keyof typeof entities]);

const unescapeXml = (text: string | undefined): string | undefined =>
  text?.replace(/&(amp|lt|gt|quot);/g, (entity) => Object.entries(entities).find(([, e]) => e === entity)![0]);
