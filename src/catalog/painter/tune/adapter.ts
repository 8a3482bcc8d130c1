/** What a tuning by LoRA changed, in a small file of its own that names its painter by SHA-256. */
import { toFloat16 } from "../../../formats/index.ts";
import { leavesOf, type Spec, specOf, type Tree, type Value } from "../../../graph/index.ts";
import { type LoraParams, type PictureLoraConfig, pictureLoraSpecs } from "../../../models/index.ts";
import { inFull } from "../../../train/adopt.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "../../../train/checkpoint.ts";
import { readMetadata } from "../../describe.ts";
import { ModelError } from "../../errors.ts";
import { findModel, verifiedSum } from "../../models.ts";
import { loadPainter, type PainterFile } from "../weights.ts";
import { trainableOf, tunedPainter } from "./task.ts";

const ADAPTER_FORMAT = "onda-painter-adapter-1";

export interface AdapterBase {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
}

export async function savePainterAdapter(
  path: string,
  changes: Tree<Value>,
  about: { readonly lora: PictureLoraConfig; readonly base: AdapterBase; readonly name: string },
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const stored = leavesOf<Value>(changes).map(
    ([path, leaf]) =>
      [path, { ...leaf, dtype: "float16", data: toFloat16(leaf.data as Float32Array) } as Value] as const,
  );
  const { lora, base, name } = about;
  await writeCheckpoint(path, new Map(stored), {
    ...{ ...metadata, format: ADAPTER_FORMAT, subject: name },
    ...{ lora: JSON.stringify(lora), base: JSON.stringify(base) },
  });
}

/** A painter's file or an adapter's; of an adapter, its painter with the changes in it, and where that painter lies. */
export async function loadPainterOrAdapter(file: string): Promise<PainterFile & { readonly home: string }> {
  const { format } = await readMetadata(file);
  if (format !== ADAPTER_FORMAT) return { ...(await loadPainter(file)), home: file };
  const { tensors, metadata } = await readCheckpoint(file);
  const { lora, base } = parse(metadata, file);
  const home = await findBase(base, file);
  const painter = await loadPainter(home);
  const specs = pictureLoraSpecs(specOf(trainableOf(painter.weights) as unknown as Tree<Value>) as Tree<Spec>, lora);
  const full = new Map([...tensors].map(([name, tensor]) => [name, inFull(tensor)]));
  const changes = restoreTree(specs as unknown as Tree<Spec>, full, file) as unknown as LoraParams<Value>;
  const weights = tunedPainter(painter.weights, changes as unknown as Tree<Value>, { method: "lora", lora });
  return { ...painter, weights, home };
}

function parse(metadata: Readonly<Record<string, string>>, file: string) {
  try {
    const lora = JSON.parse(metadata.lora ?? "") as PictureLoraConfig;
    const base = JSON.parse(metadata.base ?? "") as AdapterBase;
    const sound =
      Number.isInteger(lora.rank) && lora.alpha > 0 && Array.isArray(lora.parts) && base.sha256.length === 64;
    if (!sound) throw new RangeError("adapter");
    return { lora, base };
  } catch (error) {
    throw new CheckpointError(`${file}: what it changes cannot be read. The file is damaged.`, { cause: error });
  }
}

/** The base by its name or where it lay, with the SHA-256 that the adapter was made for. */
async function findBase({ name, file, sha256 }: AdapterBase, adapter: string): Promise<string> {
  for (const place of [name, file]) {
    const found = await findModel(place).catch(() => undefined);
    if (found !== undefined && (await verifiedSum(found.file)) === sha256) return found.file;
  }
  throw new ModelError(`${adapter} changes the painter ${name}, SHA-256 ${sha256}, which is not here. Fetch that one.`);
}
