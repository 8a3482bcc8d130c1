/** One file, from a host that may stall, break off or lie: resumed, counted, hashed, looked into, then named. */
import type { FileHandle } from "node:fs/promises";
import { readFile, rm } from "node:fs/promises";
import { byteSize } from "../../train/words.ts";
import { checkContents } from "./contents.ts";
import { HostError, PassingError } from "./errors.ts";
import { openPart, settle, sizeOf, writeSmall } from "./folder.ts";
import { feed, type Hashes, startHashes } from "./hashes.ts";
import { type Http, inWords, type Reply } from "./http.ts";
import type { RemoteFile } from "./listing.ts";
import { type Kind, PART, shown } from "./names.ts";
import { type Persistence, persist } from "./persist.ts";
import { refusalBy } from "./status.ts";

export interface Download extends Persistence {
  readonly http: Http;
  readonly url: URL;
  readonly file: RemoteFile;
  readonly kind: Kind;
  readonly repository: string;
  readonly commit: string;
  /** Where it is to lie, checked by `placeOf`. */
  readonly place: string;
  /** Bytes of it that are here. */
  onBytes?(have: number): void;
}

/** Beside a part: what it is a part of, and by which name (ETag) the host knows it. */
interface PartState {
  readonly hash: string;
  readonly etag?: string | undefined;
}

/** The bytes that are here, and their hashes so far. */
interface Part {
  readonly handle: FileHandle;
  have: number;
  furthest: number;
  hashes: Hashes;
  etag: string | undefined;
}

const STATE = `${PART}.state`;
const hashOf = ({ sha256, gitSha1 }: RemoteFile): string => sha256 ?? gitSha1!;

/**
 * Fetches a file to its place, or goes on where an earlier pull stopped, and returns its SHA-256.
 * Until it is verified it is called `NAME.part`. What is wrong is deleted; what is merely unfinished stays.
 */
export async function download(wanted: Download): Promise<string> {
  const { file, place } = wanted;
  for (let tries = 1; ; tries++) {
    const sha256 = await fetchWhole(wanted);
    if (sha256 !== undefined) {
      await keep(wanted);
      return sha256;
    }
    await dropPart(place);
    if (tries === 2) {
      throw new HostError(
        `${shown(file.path)} has another hash than ${wanted.http.base.host} announced, twice. It was deleted. ` +
          "Try again later, or another --host.",
      );
    }
    wanted.note?.(`${shown(file.path)} has not the announced hash. Fetching it anew.`);
  }
}

async function keep({ place, file, kind }: Download): Promise<void> {
  try {
    await checkContents(`${place}${PART}`, file.path, kind);
  } catch (error) {
    await dropPart(place);
    throw error;
  }
  await settle(`${place}${PART}`, place);
  await rm(`${place}${STATE}`, { force: true });
}

async function dropPart(place: string): Promise<void> {
  for (const ending of [PART, STATE]) await rm(`${place}${ending}`, { force: true });
}

/** Bytes of a file that is not worth taking up: without a state its part is begun anew. */
const SMALL = 64 << 10;

/** The SHA-256 of all bytes, written and flushed, or undefined where the hash is another. */
async function fetchWhole(wanted: Download): Promise<string | undefined> {
  const part = await takeUp(wanted);
  try {
    await persist(() => fetchRest(wanted, part), { ...wanted, progress: () => part.furthest });
    await part.handle.sync();
    const { ok, sha256 } = part.hashes.finish();
    return ok ? sha256 : undefined;
  } catch (error) {
    if (error instanceof Lie) await dropPart(wanted.place);
    throw error;
  } finally {
    await part.handle.close();
  }
}

/** Opens the part that an earlier pull left, if it is one of this very file, or an empty one. */
async function takeUp({ place, file, onBytes, signal }: Download): Promise<Part> {
  const found = (await sizeOf(`${place}${PART}`)) ?? 0;
  const state = await readState(`${place}${STATE}`);
  const fits = state?.hash === hashOf(file) && found <= file.bytes;
  const handle = await openPart(`${place}${PART}`);
  const part: Part = { handle, have: 0, furthest: 0, hashes: startHashes(file), etag: undefined };
  try {
    if (!fits) {
      await startAnew(part, file);
      return part;
    }
    const count = (read: number) => {
      part.have = read;
      onBytes?.(read);
    };
    await feed(part.hashes, `${place}${PART}`, count, signal);
    return Object.assign(part, { furthest: part.have, etag: state.etag });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function startAnew(part: Part, file: RemoteFile): Promise<void> {
  await part.handle.truncate(0);
  Object.assign(part, { have: 0, hashes: startHashes(file), etag: undefined });
}

async function readState(place: string): Promise<PartState | undefined> {
  try {
    return JSON.parse(await readFile(place, "utf8")) as PartState;
  } catch {
    return undefined;
  }
}

/** One request for what is missing. @throws PassingError where another may help, Lie where the host broke its word. */
async function fetchRest(wanted: Download, part: Part): Promise<void> {
  const { http, url, file, place } = wanted;
  if (part.have === file.bytes && part.have > 0) return; // stopped between the last byte and the name
  const range = part.have === 0 ? {} : { Range: `bytes=${part.have}-` };
  const reply = await http.get(url, { ...range, ...(part.have > 0 && part.etag ? { "If-Range": part.etag } : {}) });
  try {
    await requireRest(wanted, part, reply);
    const etag = strongTag(reply.headers.etag);
    const isNews = part.have === 0 || etag !== part.etag;
    part.etag = etag;
    if (isNews && file.bytes > SMALL) {
      await writeSmall(`${place}${STATE}`, JSON.stringify({ hash: hashOf(file), etag } satisfies PartState));
    }
    await take(wanted, part, reply);
  } finally {
    reply.body.destroy();
  }
}

/** `If-Range` compares strongly, so that a weak tag would never fit. */
const strongTag = (etag: string | undefined): string | undefined =>
  etag !== undefined && /^"[\x21\x23-\x7e]{1,200}"$/.test(etag) ? etag : undefined;

/** The reply is the rest of the file, or all of it, of the announced size. */
async function requireRest({ http, file, ...wanted }: Download, part: Part, reply: Reply): Promise<void> {
  const { status, headers, url } = reply;
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") throw new Lie(`${url.host} packs ${shown(file.path)} (${shown(encoding)}) unasked.`);
  if (status === 416 || (status === 206 && !continues(headers["content-range"], part.have))) {
    await startAnew(part, file);
    throw new PassingError(`${url.host} does not go on with ${shown(file.path)} from where it was.`);
  }
  if (status !== 200 && status !== 206) {
    throw refusalBy(http, reply, { repository: wanted.repository, revision: wanted.commit, path: file.path });
  }
  if (status === 200 && part.have > 0) await startAnew(part, file); // it does not know ranges, or has another file now
  const total = status === 206 ? /\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1] : headers["content-length"];
  if (total !== undefined && Number(total) !== file.bytes) throw otherSize(file, Number(total));
}

const continues = (range: string | undefined, have: number): boolean =>
  Number(/^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(range ?? "")?.[1] ?? Number.NaN) === have;

async function take({ file, onBytes, signal }: Download, part: Part, { body, url }: Reply): Promise<void> {
  try {
    for await (const bytes of body as AsyncIterable<Buffer>) {
      if (part.have + bytes.length > file.bytes) throw otherSize(file, undefined);
      await writeAll(part.handle, bytes, part.have);
      part.hashes.update(bytes);
      part.have += bytes.length;
      part.furthest = Math.max(part.furthest, part.have);
      onBytes?.(part.have);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof HostError || !isOfNetwork(error, url)) throw error; // the disk's faults pass as they are
    throw new PassingError(`${url.host} breaks off ${shown(file.path)}.`, { cause: error });
  }
  if (part.have < file.bytes) {
    const sizes = `${byteSize(part.have)} of ${byteSize(file.bytes)}`;
    throw new PassingError(`${url.host} ends ${shown(file.path)} after ${sizes}.`);
  }
}

const isOfNetwork = (error: unknown, url: URL): boolean =>
  inWords(error, url) instanceof PassingError || /^HPE_/.test((error as NodeJS.ErrnoException).code ?? "");

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** What no second try mends: the part is worth nothing. */
class Lie extends HostError {}

const otherSize = ({ path, bytes }: RemoteFile, sent: number | undefined): Lie =>
  new Lie(
    `${shown(path)} was announced with ${bytes} bytes, and the host sends ${sent ?? "more"}. It was stopped and deleted. ` +
      "Try again later, or another --host.",
  );
