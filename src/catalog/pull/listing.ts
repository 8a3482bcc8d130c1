/** What a host says of a repository: commit, licence, and each file with its size and hash. Nothing of it is believed. */
import { RequestError } from "../errors.ts";
import { HostError, PassingError } from "./errors.ts";
import type { Http, Reply } from "./http.ts";
import { shown } from "./names.ts";
import { refusalBy } from "./status.ts";

export interface RemoteFile {
  readonly path: string;
  readonly bytes: number;
  /** Of large files. */
  readonly sha256?: string;
  /** Of small ones: SHA-1 of `blob SIZE\0` and the content, as git has it. */
  readonly gitSha1?: string;
}

export interface Listing {
  readonly repository: string;
  /** What the revision was when it was asked for: all files are fetched at this commit. */
  readonly commit: string;
  readonly licence: string | undefined;
  readonly files: readonly RemoteFile[];
  /** Names that the host lists without a size and a hash, so that nothing could be verified. */
  readonly unverifiable: readonly string[];
}

/** Bytes of an answer: 30,000 files with their hashes are 8 MB. */
const MOST = 16 << 20;

/**
 * @param longest milliseconds for the whole answer: one that only drips is no silence
 * @throws RequestError where there is no such repository or revision, HostError where the answer is none.
 */
export async function readListing(http: Http, repository: string, revision: string, longest: number): Promise<Listing> {
  const address = new URL(`api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`, http.base);
  const reply = await http.get(address, { Accept: "application/json" });
  if (reply.status !== 200) {
    reply.body.destroy();
    throw refusalBy(http, reply, { repository, revision });
  }
  return parseListing(await readJson(reply, longest), repository, http.base.host);
}

async function readJson({ body, url, headers }: Reply, longest: number): Promise<unknown> {
  const parts: Buffer[] = [];
  const begun = performance.now();
  let bytes = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > MOST)
        throw new HostError(`${url.host} answers with more than ${MOST >> 20} MB, which is no listing.`);
      if (performance.now() - begun > longest) throw new HostError(`${url.host} takes too long to list its files.`);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new PassingError(`${url.host} breaks its answer off.`, { cause: error });
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)));
  } catch (error) {
    const type = shown(headers["content-type"]?.split(";")[0] ?? "no type");
    throw new HostError(
      `${url.host} answers with ${type} that is no JSON. Give the address of a Hugging Face compatible host: --host.`,
      { cause: error },
    );
  }
}

function parseListing(json: unknown, repository: string, host: string): Listing {
  const { sha, siblings, cardData, tags } = record(json);
  if (typeof sha !== "string" || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) || !Array.isArray(siblings)) {
    throw new HostError(`${host} lists ${repository} without a commit or without files. Try again, or another host.`);
  }
  const names = new Set(siblings.map((file) => record(file).rfilename));
  if (names.size < siblings.length) throw new HostError(`${host} lists a file of ${repository} twice.`);
  const read = siblings.map(record).map((file) => ({ name: file.rfilename, file: remoteFile(file) }));
  return {
    ...{ repository, commit: sha, licence: licenceOf(record(cardData), tags) },
    files: read.flatMap(({ file }) => file ?? []),
    unverifiable: read.flatMap(({ name, file }) => (file === undefined && typeof name === "string" ? [name] : [])),
  };
}

function remoteFile({ rfilename: path, size, blobId, lfs }: Record<string, unknown>): RemoteFile | undefined {
  const large = record(lfs);
  const sha256 = hash(large.sha256 ?? large.oid, 64);
  const gitSha1 = lfs === undefined || lfs === null ? hash(blobId, 40) : undefined; // else that of a pointer
  const bytes = sha256 === undefined ? size : (large.size ?? size);
  if (typeof path !== "string" || !Number.isSafeInteger(bytes) || (bytes as number) < 0) return undefined;
  if (sha256 !== undefined) return { path, bytes: bytes as number, sha256 };
  return gitSha1 === undefined ? undefined : { path, bytes: bytes as number, gitSha1 };
}

const hash = (value: unknown, digits: number): string | undefined =>
  new RegExp(`^(?:sha256:)?([0-9a-f]{${digits}})$`).exec(String(value))?.[1];

/** `apache-2.0`, or what stands behind `other`. */
function licenceOf(card: Record<string, unknown>, tags: unknown): string | undefined {
  const tag = (Array.isArray(tags) ? tags : []).find((t) => typeof t === "string" && t.startsWith("license:"));
  const stated = [card.license ?? tag?.slice("license:".length)].flat();
  const behind = [card.license_name, card.license_link];
  const texts = [...stated, ...(stated[0] === "other" ? behind : [])].filter((t) => typeof t === "string" && t !== "");
  if (texts.length === 0) return undefined;
  return texts.map((text) => plain(text as string)).join(", ");
}

const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").slice(0, 200);

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** `OWNER/NAME`, and what stands behind a colon. @throws RequestError where it is neither. */
export function parseModel(text: string): { readonly repository: string; readonly variant: string | undefined } {
  const [, repository, variant] = MODEL.exec(text) ?? [];
  if (repository !== undefined && !/\.\.|\.(\/|$)|\.git$/.test(repository)) return { repository, variant };
  throw new RequestError(
    `${shown(text)} is no model of a host. It is written OWNER/NAME, or OWNER/NAME:Q4_0 for one of several files.`,
  );
}
const MODEL = /^(\w[\w.-]{0,95}\/\w[\w.-]{0,95})(?::(.+))?$/;

/** @throws RequestError for what cannot be a branch, a tag or a commit. */
export function requireRevision(text: string): string {
  if (/^\w[\w./-]{0,200}$/.test(text) && !text.includes("..")) return text;
  throw new RequestError(`${shown(text)} is no revision. It is a branch, a tag or a commit, such as main.`);
}
