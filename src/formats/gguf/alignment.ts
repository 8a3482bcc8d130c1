// Where tensors may begin: at multiples of the alignment, 32 unless the metadata says otherwise.

import { damaged, fail } from "./types.ts";
import type { GgufMetadata } from "./value.ts";

export function alignmentOf(metadata: GgufMetadata): number {
  const found = metadata.get("general.alignment");
  if (!found) return 32;
  const { type, value } = found;
  if (type !== "uint32" || value === 0 || (value & (value - 1)) !== 0)
    throw fail(
      `general.alignment is ${type}${type === "uint32" ? ` ${value}` : ""}. A power of two is needed. ${damaged}`,
    );
  return value;
}

/** The next multiple of `alignment`. */
export function padded(length: number, alignment: number): number {
  return Math.ceil(length / alignment) * alignment;
}
