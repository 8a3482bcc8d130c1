/** Fetches a model from a Hugging Face compatible host: first what it would be, then, when that is agreed to, the files. */
import { join, resolve } from "node:path";
import { byteSize } from "../../train/words.ts";
import { RequestError } from "../errors.ts";
import type { Resolve } from "./addresses.ts";
import { chooseFiles } from "./choose.ts";
import { LARGEST_TEXT } from "./contents.ts";
import { download } from "./download.ts";
import { HostError } from "./errors.ts";
import { freeSpace, openFolder, placeOf, sizeOf } from "./folder.ts";
import { feed, startHashes } from "./hashes.ts";
import { type Http, openHttp } from "./http.ts";
import { parseModel, type RemoteFile, readListing, requireRevision } from "./listing.ts";
import { locked } from "./lock.ts";
import { PART, shown, sortOf } from "./names.ts";
import { patient, persist, type Timing } from "./persist.ts";
import { pulledFolder } from "./pulled.ts";
import { type PulledFile, type PulledRecord, readRecord, writeRecord } from "./record.ts";

export const DEFAULT_HOST = "https://huggingface.co";

export interface PullRequest {
  /** `OWNER/NAME`, or `OWNER/NAME:FILE`, or `OWNER/NAME:Q4_0`. */
  readonly model: string;
  /** An address. A host that is named may lie in a private network; the default one may not. */
  readonly host?: string | undefined;
  /** A branch, a tag or a commit; `main` by default. */
  readonly revision?: string | undefined;
  /** Only files whose path fits: `*` within a folder, `**`, `?`. */
  readonly file?: string | undefined;
  /** A folder; by default the model's below `pulledFolder()`. */
  readonly out?: string | undefined;
}

/** What the work needs from outside, and says on its way. */
export interface PullOptions {
  /** Sent to the host itself alone, and never shown. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal;
  readonly timing?: Timing;
  readonly resolve?: Resolve;
  readonly freeSpace?: (folder: string) => Promise<number>;
  /** Bytes of `total` that are here, and the file at work. */
  onProgress?(done: number, total: number, path: string, work: "fetching" | "checking"): void;
  onNote?(line: string): void;
}

export interface PlannedFile extends RemoteFile {
  /** Its SHA-256 where it is here already and is what it should be. */
  readonly here?: string | undefined;
}

export interface PullPlan {
  readonly host: string;
  readonly repository: string;
  readonly revision: string;
  readonly commit: string;
  /** As the repository states it, or undefined. */
  readonly licence: string | undefined;
  readonly folder: string;
  readonly files: readonly PlannedFile[];
  /** Of all files, and of those that are still to be fetched. */
  readonly bytes: number;
  readonly missing: number;
  /** What the repository has and Onda never fetches. */
  readonly refused: readonly { readonly path: string; readonly why: string }[];
}

export interface Pull {
  readonly plan: PullPlan;
  /** Fetches what is missing. @throws HostError, ModelError, RequestError, or the signal's reason. */
  run(): Promise<PulledRecord>;
}

/**
 * Asks the host what a pull would bring, and looks at what is here already. Nothing is written.
 * @throws RequestError where there is no such model or file, HostError where the host is none.
 */
export async function preparePull(request: PullRequest, options: PullOptions = {}): Promise<Pull> {
  const { repository, variant } = parseModel(request.model);
  const revision = requireRevision(request.revision ?? "main");
  const folder = request.out === undefined ? join(pulledFolder(), ...repository.split("/")) : resolve(request.out);
  const timing = options.timing ?? patient;
  const { signal, token, resolve: names } = options;
  const isNamed = request.host !== undefined;
  const settings = { isNamed, stall: timing.stall, token, resolve: names, signal };
  const http = await openHttp(request.host ?? DEFAULT_HOST, settings);
  const listing = await persist(
    () => readListing(http, repository, revision, 4 * timing.stall),
    persistence(options, timing),
  );
  const { files, refused } = chooseFiles(listing, { variant, glob: request.file });
  requireSensible(files);
  const planned = await lookAt(folder, repository, files, options);
  const { commit, licence } = listing;
  const plan: PullPlan = {
    ...{ host: http.base.href, repository, revision, commit, licence, folder, files: planned, refused },
    bytes: sizeOfAll(planned),
    missing: sizeOfAll(planned.filter(({ here }) => here === undefined)),
  };
  return { plan, run: () => runPull(http, plan, options, timing) };
}

const sizeOfAll = (files: readonly RemoteFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

const persistence = ({ signal, onNote }: PullOptions, timing: Timing) => ({
  timing,
  ...(signal && { signal }),
  ...(onNote && { note: onNote }),
});

function requireSensible(files: readonly RemoteFile[]): void {
  const large = files.find(({ path, bytes }) => bytes > LARGEST_TEXT && !isWeights(path));
  if (large === undefined) return;
  throw new HostError(
    `${shown(large.path)} has ${byteSize(large.bytes)}, and no such file has more than ${byteSize(LARGEST_TEXT)}. ` +
      "Leave it out with --file.",
  );
}

const isWeights = (path: string): boolean => /^(safetensors|gguf)$/.test(sortOf(path).kind ?? "");

/** Which files are here already. @throws RequestError where one is here that no pull has brought. */
async function lookAt(
  folder: string,
  repository: string,
  files: readonly RemoteFile[],
  options: PullOptions,
): Promise<PlannedFile[]> {
  const record = await readRecord(folder);
  if (record !== undefined && record.repository !== repository) {
    throw new RequestError(`${folder} holds ${shown(record.repository)}. Choose another folder: --out.`);
  }
  const total = sizeOfAll(files);
  const planned: PlannedFile[] = [];
  let done = 0;
  for (const file of files) {
    const place = await placeOf(folder, file.path);
    const size = await sizeOf(place);
    const here = size === file.bytes ? await sha256Where(file, place, total, done, options) : undefined;
    if (here === undefined && size !== undefined && !record?.files.some(({ path }) => path === file.path)) {
      throw new RequestError(`${place} is another file than that of ${repository}. Move it, or choose another --out.`);
    }
    planned.push({ ...file, ...(here !== undefined && { here }) });
    done += file.bytes;
  }
  return planned;
}

/** The SHA-256 of a file whose hash is the announced one. */
async function sha256Where(file: RemoteFile, place: string, total: number, before: number, options: PullOptions) {
  const hashes = startHashes(file);
  const count = (read: number) => options.onProgress?.(before + read, total, file.path, "checking");
  await feed(hashes, place, count, options.signal);
  const { ok, sha256 } = hashes.finish();
  return ok ? sha256 : undefined;
}

async function runPull(http: Http, plan: PullPlan, options: PullOptions, timing: Timing): Promise<PulledRecord> {
  const { repository, commit } = plan;
  const root = await openFolder(plan.folder);
  return locked(root, async () => {
    await requireSpace(root, plan, options.freeSpace ?? freeSpace);
    let record = noteDown(await readRecord(root), plan, []);
    let done = plan.bytes - plan.missing;
    for (const { here, ...file } of plan.files) {
      const place = await placeOf(root, file.path, true);
      const url = fileUrl(http, plan, file.path);
      const kind = sortOf(file.path).kind!; // `chooseFiles` takes no others
      const onBytes = (have: number) => options.onProgress?.(done + have, plan.bytes, file.path, "fetching");
      const what = { http, url, file, kind, repository, commit, place, onBytes, ...persistence(options, timing) };
      const sha256 = here ?? (await download(what));
      if (here === undefined) done += file.bytes;
      // After each file: what Ctrl-C leaves is on record.
      record = noteDown(record, plan, [{ path: file.path, bytes: file.bytes, sha256, commit }]);
      await writeRecord(root, record);
    }
    return record;
  });
}

/** The commit stands in the address, so that a revision that moves meanwhile changes nothing. */
const fileUrl = ({ base }: Http, { repository, commit }: PullPlan, path: string): URL =>
  new URL(`${repository}/resolve/${commit}/${path.split("/").map(encodeURIComponent).join("/")}`, base);

/** The record with files added; those of earlier pulls stay. */
function noteDown(old: PulledRecord | undefined, plan: PullPlan, added: readonly PulledFile[]): PulledRecord {
  const { host, repository, revision, commit, licence } = plan;
  const files = new Map([...(old?.files ?? []), ...added].map((file) => [file.path, file]));
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { host, repository, revision, commit, ...(licence !== undefined && { licence }), files: sorted };
}

/** A system at zero bytes is no system. */
const RESERVE = 64 << 20;

async function requireSpace(root: string, plan: PullPlan, free: (folder: string) => Promise<number>): Promise<void> {
  let needed = 0;
  for (const { path, bytes, here } of plan.files) {
    if (here === undefined) needed += bytes - ((await sizeOf(`${await placeOf(root, path)}${PART}`)) ?? 0);
  }
  const available = await free(root);
  if (needed === 0 || needed + RESERVE <= available) return;
  throw new RequestError(
    `${byteSize(needed)} are needed and ${byteSize(available)} are free in ${root}. Make room, or choose another --out.`,
  );
}
