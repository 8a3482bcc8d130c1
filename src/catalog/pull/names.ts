/** Names of files, from strangers: which are safe to write, and which kinds of file are fetched at all. */

export type Kind = "safetensors" | "gguf" | "json" | "tokenizer" | "text";

/** What a name says of its file: a kind that is fetched, or why it is not. */
export type Sort =
  | { readonly kind: Kind; readonly refusal?: undefined }
  | { readonly kind?: undefined; readonly refusal: string };

const words = (text: string): Set<string> => new Set(text.split(" "));
const PICKLES = words(
  "bin pt pth ckpt pkl pickle p joblib dill npy npz pdparams pdmodel h5 hdf5 keras msgpack mar nemo t7 pb",
);
const CODE = words(
  "py pyc pyd pyx pyi ipynb js mjs cjs ts jsx tsx html htm svg sh bash zsh fish ps1 bat cmd com exe msi scr lnk dll so " +
    "dylib a o lib node wasm jar class war rb pl php lua r jl go rs c cc cpp cu h hpp java kt swift scala vbs wsf hta url " +
    "desktop app apk deb rpm whl egg zip tar gz tgz bz2 xz 7z rar zst",
);
const KINDS: Readonly<Record<string, Kind>> = {
  safetensors: "safetensors",
  gguf: "gguf",
  json: "json",
  model: "tokenizer",
  tiktoken: "text",
  txt: "text",
  md: "text",
  jinja: "text",
};
const LICENCE = /^(licen[sc]e|notice|copying|readme|use_policy)([-_.][\w.-]*)?$/i;

/** Of a path in a repository: only what is on the list is fetched, and pickle and code never. */
export function sortOf(path: string): Sort {
  const problem = pathProblem(path);
  if (problem !== undefined) return { refusal: problem };
  const name = path.split("/").at(-1)!.toLowerCase();
  const extension = /\.([^.]*)$/.exec(name)?.[1] ?? "";
  // `model.bin.0` and `model.so.1` are what they were.
  const inner = name.split(".").slice(1);
  const hidden = inner.find((part) => PICKLES.has(part) || CODE.has(part));
  const kind = KINDS[extension] ?? (LICENCE.test(name) ? "text" : undefined);
  if (PICKLES.has(extension)) return { refusal: "a pickle or a format like it, which can run code when it is opened" };
  if (CODE.has(extension) || (kind === undefined && hidden !== undefined)) return { refusal: "code, or may hold code" };
  return kind === undefined ? { refusal: "not a kind of file that Onda fetches" } : { kind };
}

export const isLicence = (path: string): boolean => LICENCE.test(path);
export const isPickle = (path: string): boolean => PICKLES.has(/\.([^./]*)$/.exec(path.toLowerCase())?.[1] ?? "");

/** What Onda itself writes beside the files. */
export const RECORD_FILE = "pulled.json";
export const PART = ".part";

/** Letters, digits and a few signs: no separators, drives, streams, wildcards, control or direction characters. */
const SEGMENT = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M} _.,+@=#&()[\]-]*$/u;
const DEVICES = /^(con|prn|aux|nul|(com|lpt)[\d¹²³])(\.|$)/i;
/** Bytes of a name: file systems take 255, and `.part.state` must still fit. */
const LONGEST = { segment: 230, path: 1000 };

/** Why a path may not be written, on any system, or undefined. A safe one stays in its folder. */
export function pathProblem(path: string): string | undefined {
  const segments = path.split("/");
  if (Buffer.byteLength(path) > LONGEST.path) return "a name that is too long";
  for (const segment of segments) {
    if (segment.startsWith(".") && !/^\.\.?$/.test(segment)) return "a hidden file";
    if (!SEGMENT.test(segment) || /[. ]$/.test(segment) || DEVICES.test(segment)) return "a name that is not safe";
    if (Buffer.byteLength(segment) > LONGEST.segment) return "a name that is too long";
  }
  if (sameName(path) === sameName(RECORD_FILE)) return "a name that Onda uses itself";
  return undefined;
}

/** Equal for two names that a file system may take for one. */
export const sameName = (path: string): string => path.normalize("NFKC").toLowerCase().normalize("NFKC");

/** A stranger's text for a message: quoted, cut, without what a terminal would obey. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text).replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd");
