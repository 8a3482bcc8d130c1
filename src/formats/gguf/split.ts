// A model in several files: the first carries the metadata, each carries its tensors, all say how many there are.

import { quoted } from "../errors.ts";
import type { GgufEntry, GgufHeader } from "./header.ts";
import { fail } from "./types.ts";
import { type GgufMetadata, ggufNumber } from "./value.ts";

/** A file of a model, by the name that errors show. */
export interface GgufShard {
  readonly name: string;
  readonly header: GgufHeader;
}

/** All files of a model as one. */
export interface GgufModel {
  readonly metadata: GgufMetadata;
  /** By name; `shard` is the file's place in the list that was joined. */
  readonly tensors: ReadonlyMap<string, GgufEntry & { readonly shard: number }>;
}

/**
 * The names of all files of a model, from the name of any: `x-00002-of-00004.gguf` gives four, another name itself.
 * @throws FormatError when the numbers in the name cannot be.
 */
export function ggufShardNames(name: string): string[] {
  const [, stem, no, count] = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/s.exec(name) ?? [];
  if (stem === undefined) return [name];
  if (Number(no) < 1 || Number(no) > Number(count))
    throw fail(`${quoted(name)} is file ${no} of ${count}. Files count from 1. Give the file its first name back`);
  return Array.from({ length: Number(count) }, (_, i) => `${stem}-${String(i + 1).padStart(5, "0")}-of-${count}.gguf`);
}

/**
 * Joins the headers of all files of a model, in any order; one whole file is a model too.
 * @throws FormatError when a file is missing, comes twice or belongs to another model.
 */
export function joinGguf(shards: readonly GgufShard[]): GgufModel {
  const ordered = order(shards);
  const tensors = new Map<string, GgufEntry & { readonly shard: number }>();
  for (const shard of ordered) {
    const index = shards.indexOf(shard);
    for (const [name, entry] of shard.header.tensors) {
      const other = tensors.get(name);
      if (other)
        throw fail(
          `tensor ${quoted(name)} is in ${quoted(shards[other.shard]!.name)} and in ${quoted(shard.name)}. ${mixed}`,
        );
      tensors.set(name, { ...entry, shard: index });
    }
  }
  const { metadata } = ordered[0]!.header;
  const expected = ggufNumber(metadata, "split.tensors.count") ?? tensors.size;
  if (expected !== tensors.size)
    throw fail(`${tensors.size} tensors in all files, ${expected} by split.tensors.count. ${mixed}`);
  return { metadata, tensors };
}

const mixed = "Fetch all files of one model again";

/** The files by their number, every number once. */
function order(shards: readonly GgufShard[]): GgufShard[] {
  if (shards.length === 0) throw fail("no file. A model has at least one");
  const count = countOf(shards[0]!);
  const byNumber = new Map<number, GgufShard>();
  for (const shard of shards) {
    if (countOf(shard) !== count)
      throw fail(
        `${quoted(shard.name)} is one of ${countOf(shard)} files, ${quoted(shards[0]!.name)} one of ${count}. ${mixed}`,
      );
    const no = ggufNumber(shard.header.metadata, "split.no") ?? 0;
    const twin = byNumber.get(no);
    if (twin)
      throw fail(`${quoted(shard.name)} and ${quoted(twin.name)} are both file ${no + 1} of ${count}. ${mixed}`);
    byNumber.set(no, shard);
  }
  const found = Array.from({ length: shards.length }, (_, no) => byNumber.get(no));
  const missing = found.indexOf(undefined);
  if (missing >= 0 || shards.length < count)
    throw fail(
      `file ${(missing >= 0 ? missing : shards.length) + 1} of ${count} is missing. Put all files into one folder`,
    );
  if (shards.length > count) throw fail(`${shards.length} files of a model of ${count}. ${mixed}`);
  return found as GgufShard[];
}

function countOf({ header }: GgufShard): number {
  const count = ggufNumber(header.metadata, "split.count") ?? 1;
  return Math.max(count, 1);
}
