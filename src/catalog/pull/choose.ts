/** Which files of a repository a model needs: its weights, config, tokenizer and licence, or what was asked for. */
import { byteSize } from "../../train/words.ts";
import { RequestError } from "../errors.ts";
import { HostError } from "./errors.ts";
import type { Listing, RemoteFile } from "./listing.ts";
import { isLicence, isPickle, sameName, shown, sortOf } from "./names.ts";
import { findGroup, shortName, type WeightGroup, weightGroups } from "./weights.ts";

export interface Wanted {
  /** A file's path, or the end of a GGUF file's name, such as `Q4_0`. */
  readonly variant?: string | undefined;
  /** A path with `*` (within a folder), `**` and `?`. */
  readonly glob?: string | undefined;
}

export interface Choice {
  readonly files: readonly RemoteFile[];
  /** What is never fetched, and why. */
  readonly refused: readonly { readonly path: string; readonly why: string }[];
}

/** Files beside the weights, at the top of a repository. */
const BESIDE = new Set(
  (
    "config.json generation_config.json tokenizer.json tokenizer_config.json special_tokens_map.json added_tokens.json " +
    "vocab.json vocab.txt merges.txt tokenizer.model spiece.model sentencepiece.bpe.model tokenizer.tiktoken " +
    "chat_template.json chat_template.jinja adapter_config.json"
  ).split(" "),
);

/** @throws RequestError that says what there is, where nothing or too much fits. */
export function chooseFiles(listing: Listing, { variant, glob }: Wanted): Choice {
  const refused = listing.files.flatMap(({ path }) => {
    const { refusal } = sortOf(path);
    return refusal === undefined ? [] : [{ path, why: refusal }];
  });
  const allowed = new Map(
    listing.files.filter(({ path }) => sortOf(path).kind !== undefined).map((file) => [file.path, file]),
  );
  const paths = chosenPaths(listing, [...allowed.keys()], { variant, glob });
  requireDistinct(listing, paths);
  return { files: paths.map((path) => allowed.get(path)!), refused };
}

function chosenPaths(listing: Listing, allowed: readonly string[], { variant, glob }: Wanted): readonly string[] {
  if (glob !== undefined && variant !== undefined)
    throw new RequestError("name files by --file or by a colon, not both.");
  if (glob !== undefined) return matching(listing, allowed, glob);
  const exact = variant !== undefined && listing.files.some(({ path }) => path === variant);
  if (exact && !allowed.includes(variant)) throw refusal(listing.repository, variant);
  const { paths, isWhole } = exact
    ? (weightGroups(allowed).find((group) => group.paths.includes(variant)) ?? { paths: [variant], isWhole: true })
    : weights(listing, allowed, variant);
  if (!isWhole) {
    throw new HostError(`${listing.repository} has not all parts of ${shown(paths[0]!)}: ${paths.length} are listed.`);
  }
  const isGguf = paths[0]!.toLowerCase().endsWith(".gguf");
  const beside = allowed.filter((path) => isLicence(path) || (!isGguf && BESIDE.has(path)));
  const indices = paths.length > 1 ? allowed.filter((path) => path === indexOf(paths[0]!)) : [];
  return [...new Set([...beside, ...indices, ...paths])];
}

const indexOf = (shard: string): string => shard.replace(/-\d{5}-of-\d{5}\.safetensors$/, ".safetensors.index.json");

function weights(listing: Listing, allowed: readonly string[], variant: string | undefined): WeightGroup {
  const groups = weightGroups(allowed);
  if (variant !== undefined) {
    const found = findGroup(groups, variant);
    if (found.length === 1) return found[0]!;
    const what = found.length === 0 ? "has no file" : "has more than one file";
    throw new RequestError(`${listing.repository} ${what} ${shown(variant)}. ${offer(listing, groups)}`);
  }
  const top = groups.filter(({ paths }) => !paths[0]!.includes("/"));
  const plain = top.filter(({ format }) => format === "safetensors");
  // Some repositories hold the same weights twice: in the common layout, and in that of their makers.
  const common = plain.find(({ name }) => name === "model.safetensors") ?? plain[0];
  if (common !== undefined && (common.name === "model.safetensors" || plain.length === 1)) return common;
  if (plain.length === 0 && groups.length === 1) return groups[0]!;
  if (groups.length === 0) throw noWeights(listing);
  throw new RequestError(`${listing.repository} has several models. ${offer(listing, groups)}`);
}

function offer({ repository, files }: Listing, groups: readonly WeightGroup[]): string {
  if (groups.length === 0) return "It has neither safetensors nor GGUF.";
  const bytes = new Map(files.map((file) => [file.path, file.bytes]));
  const each = groups.slice(0, OFFERED).map((group) => {
    const size = byteSize(group.paths.reduce((sum, path) => sum + bytes.get(path)!, 0));
    return `${shortName(group, groups)} (${size})`;
  });
  const more = groups.length > OFFERED ? ` and ${groups.length - OFFERED} more` : "";
  return `Choose one of ${each.join(", ")}${more}: onda pull ${repository}:${shortName(groups[0]!, groups)}`;
}
const OFFERED = 40;

function noWeights({ repository, files, unverifiable }: Listing): RequestError {
  const names = [...files.map(({ path }) => path), ...unverifiable];
  const weights = unverifiable.filter((path) => /\.(safetensors|gguf)$/i.test(path));
  if (weights.length > 0) return cannotVerify(repository, weights);
  const pickle = names.find(isPickle);
  if (pickle === undefined) {
    return new RequestError(
      `${repository} has neither safetensors nor GGUF. Choose another repository, or use --file.`,
    );
  }
  return new RequestError(
    `${repository} has its weights only as pickle (${shown(pickle)}), which can run code when it is opened; Onda never ` +
      "fetches it. Look for a repository with the same weights as safetensors or GGUF, or ask its makers for one.",
  );
}

function matching(listing: Listing, allowed: readonly string[], glob: string): readonly string[] {
  const fits = globPattern(glob);
  const found = allowed.filter((path) => fits.test(path));
  if (found.length > 0) return found;
  const other = listing.files.find(({ path }) => fits.test(path));
  if (other !== undefined) throw refusal(listing.repository, other.path);
  const unhashed = listing.unverifiable.filter((path) => fits.test(path));
  if (unhashed.length > 0) throw cannotVerify(listing.repository, unhashed);
  const some = allowed.slice(0, 20).map(shown).join(", ");
  throw new RequestError(
    `${listing.repository} has no file ${shown(glob)}. It has ${some || "none that can be fetched"}.`,
  );
}

const cannotVerify = (repository: string, [path]: readonly string[]): RequestError =>
  new RequestError(
    `the host lists ${shown(path!)} of ${repository} without its size and hash, so it could not be verified. ` +
      "Use another --host.",
  );

const refusal = (repository: string, path: string): RequestError =>
  new RequestError(`${shown(path)} of ${repository} is not fetched: it is ${sortOf(path).refusal}.`);

/** `*` stays within a folder, `**` does not. */
function globPattern(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/?|\*|\?)/).map((part) => {
    if (part.startsWith("**")) return part.endsWith("/") ? "(?:.*/)?" : ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : part.replace(/[\\^$+.()|[\]{}]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "su");
}

/** A file system may take two names for one, and the second would then be written over the first. */
function requireDistinct({ repository }: Listing, paths: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const twin = seen.get(sameName(path));
    if (twin !== undefined) {
      throw new HostError(
        `${repository} has ${shown(twin)} and ${shown(path)}, which may be one file here. Use --file.`,
      );
    }
    seen.set(sameName(path), path);
  }
  const inside = paths.find((path) => ancestors(path).some((folder) => seen.has(sameName(folder))));
  if (inside !== undefined) throw new HostError(`${repository} has ${shown(inside)} within a file, which cannot be.`);
}

const ancestors = (path: string): string[] =>
  path
    .split("/")
    .slice(0, -1)
    .map((_, i, folders) => folders.slice(0, i + 1).join("/"));
