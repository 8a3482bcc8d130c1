/** Whether a file is what its name says, before it gets that name: a hash only proves that the host sent what it meant. */
import { open, readFile } from "node:fs/promises";
import { readSafetensorsHeader, safetensorsHeaderSize } from "../../formats/index.ts";
import { firstLine } from "../errors.ts";
import { HostError } from "./errors.ts";
import { type Kind, shown } from "./names.ts";

/** Bytes of a file that is read as a whole; the largest tokenizers have 40 MB. */
export const LARGEST_TEXT = 128 << 20;

/** @throws HostError where the file at `place`, called `path` in its repository, is of another kind. */
export async function checkContents(place: string, path: string, kind: Kind): Promise<void> {
  const wrong = await problem(place, kind).catch((error: unknown) => firstLine(error));
  if (wrong === undefined) return;
  throw new HostError(`${shown(path)} is not what its name says, and is refused: ${wrong}`);
}

async function problem(place: string, kind: Kind): Promise<string | undefined> {
  const file = await open(place);
  try {
    const { size } = await file.stat();
    const read = async (length: number) => {
      const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    };
    const start = await read(Math.min(size, 16));
    if (kind === "safetensors") {
      readSafetensorsHeader(await read(safetensorsHeaderSize(start, size)), size);
      return undefined;
    }
    if (kind === "gguf") return ggufProblem(start);
    return foreign(start) ?? textProblem(kind, await readFile(place));
  } finally {
    await file.close();
  }
}

function ggufProblem(start: Uint8Array): string | undefined {
  const version = start.length < 8 ? 0 : new DataView(start.buffer, start.byteOffset).getUint32(4, true);
  if (Buffer.from(start.subarray(0, 4)).toString("latin1") !== "GGUF") return "it does not begin with GGUF.";
  return version >= 1 && version <= 3 ? undefined : `it is GGUF of version ${version}; versions 1 to 3 are known.`;
}

/** How formats begin that hold code, or hold files, in hexadecimal. Pickle's oldest, textual protocol has no such mark. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  "a pickle": "8001 8002 8003 8004 8005",
  "a zip archive, as PyTorch's files are": "504b0304 504b0506 504b0708",
  "a program": "7f454c46 4d5a90 0061736d feedface feedfacf cefaedfe cffaedfe cafebabe 2321",
  "a packed file": "1f8b 425a68 fd377a585a 377abcaf 52617221 28b52ffd",
  "an HDF5 file": "89484446",
  "a NumPy array": "934e554d5059",
};

function foreign(start: Uint8Array): string | undefined {
  const hex = Buffer.from(start).toString("hex");
  const found = Object.entries(BEGINNINGS).find(([, marks]) => marks.split(" ").some((mark) => hex.startsWith(mark)));
  return found && `it begins like ${found[0]}.`;
}

function textProblem(kind: Kind, bytes: Buffer): string | undefined {
  if (kind === "tokenizer") return isTokenizer(bytes) ? undefined : "it is no tokenizer of SentencePiece or tiktoken.";
  if (bytes.includes(0)) return "it is no text.";
  if (kind !== "json") return undefined;
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return undefined;
  } catch {
    return "it is no JSON.";
  }
}

/** SentencePiece is a protobuf whose first field, number 1, has a length; tiktoken has lines of base64 and a number. */
const isTokenizer = (bytes: Buffer): boolean =>
  bytes[0] === 0x0a || /^[A-Za-z0-9+/]+={0,2} \d+\r?\n/.test(bytes.subarray(0, 1000).toString("latin1"));
