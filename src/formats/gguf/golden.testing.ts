/** For tests: a file that gguf-py wrote, and what it reads in it. Made by test/golden/gguf-file.py. */
import { readFileSync } from "node:fs";

interface Golden {
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
  readonly input: string;
  readonly quantised: Readonly<Record<string, string>>;
}

const golden = JSON.parse(
  readFileSync(new URL("../../../test/golden/gguf-file.json", import.meta.url), "utf8"),
) as Golden;

export const goldenFile = bytesOf(golden.file);
/** Every tensor's float32 bits, by name. */
export const goldenValues = new Map(Object.entries(golden.values).map(([name, text]) => [name, wordsOf(text)]));
export const goldenInput = new Float32Array(wordsOf(golden.input).buffer);
export const goldenBlocks = new Map(Object.entries(golden.quantised).map(([type, text]) => [type, bytesOf(text)]));

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, "base64"));
}

function wordsOf(text: string): Uint32Array<ArrayBuffer> {
  return new Uint32Array(bytesOf(text).buffer);
}
