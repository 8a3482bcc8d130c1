/** A host for tests: a real server that speaks as Hugging Face does, until a test has it do otherwise. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { encodeSafetensors } from "../../formats/index.ts";
import type { Timing } from "./persist.ts";

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";
/** Nobody waits in a test, but a busy machine may be slow to answer. */
export const hasty: Timing = { stall: 20_000, tries: 3, backOff: () => 5, longestWait: 1000 };

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface Hub {
  readonly url: string;
  /** What it was asked, in order. */
  readonly asked: IncomingMessage[];
  /** By path; what a test changes, the listing says. */
  files: Record<string, Uint8Array>;
  card: Record<string, unknown>;
  /** Changes what the listing says. */
  lie: (listing: Listed) => unknown;
  /** Answers instead, where it returns something other than undefined. */
  instead: Answer;
  /** The files' requests: `/OWNER/NAME/resolve/…`. */
  fetched(): IncomingMessage[];
  reset(): void;
  close(): Promise<void>;
}

interface Listed {
  readonly sha: string;
  readonly cardData: Record<string, unknown>;
  readonly siblings: Record<string, unknown>[];
}

export async function openHub(): Promise<Hub> {
  const server = createServer((request, response) => {
    hub.asked.push(request);
    response.on("error", () => undefined);
    if (hub.instead(request, response) === undefined) answer(hub, request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const hub: Hub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    files: {},
    card: {},
    lie: (listing) => listing,
    instead: () => undefined,
    fetched: () => hub.asked.filter(({ url }) => url!.includes("/resolve/")),
    reset() {
      hub.asked.length = 0;
      Object.assign(hub, { files: { ...good }, card: { license: "apache-2.0" } });
      Object.assign(hub, { lie: (listing: Listed) => listing, instead: () => undefined });
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  hub.reset();
  return hub;
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** As many repositories have it: safetensors and pickle side by side, and code. */
const data = Float32Array.from({ length: 100_000 }, (_, i) => Math.sin(i));
const good: Record<string, Uint8Array> = {
  ".gitattributes": text("*.safetensors filter=lfs"),
  LICENSE: text("Apache"),
  "README.md": text("---\nlicense: apache-2.0\n---\n# Tiny\n"),
  "config.json": text('{"model_type": "tiny"}'),
  "model.safetensors": encodeSafetensors({ w: { dtype: "F32", shape: [data.length], data } }),
  "modeling_tiny.py": text("import os"),
  "pytorch_model.bin": text("PK\u0003\u0004"),
  "tokenizer.json": text("{}"),
};

/** A GGUF file as far as its first bytes. */
export const gguf = (size: number): Uint8Array => {
  const bytes = new Uint8Array(size).fill(7);
  bytes.set([0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0]);
  return bytes;
};

const digest = (algorithm: string, ...parts: (string | Uint8Array)[]): string => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

function answer({ files, card, lie }: Hub, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(request.url!.split("?")[0]!);
  const json = (value: unknown) => response.end(JSON.stringify(value));
  if (path === "/api/models/tiny/model/revision/main") {
    const siblings = Object.entries(files).map(([rfilename, bytes]) => listed(rfilename, bytes));
    return void json(lie({ sha: COMMIT, cardData: card, siblings }));
  }
  const bytes = files[path.replace(`/tiny/model/resolve/${COMMIT}/`, "")];
  if (bytes !== undefined) send(bytes, request, response);
  else
    response
      .writeHead(404, { "X-Error-Code": path.includes("/revision/") ? "RevisionNotFound" : "EntryNotFound" })
      .end("no");
}

/** Large files with their SHA-256, small ones with Git's hash. */
function listed(rfilename: string, bytes: Uint8Array) {
  const file = { rfilename, size: bytes.length };
  if (/\.(safetensors|gguf|bin)$/.test(rfilename)) {
    return { ...file, blobId: "f".repeat(40), lfs: { sha256: digest("sha256", bytes), size: bytes.length } };
  }
  return { ...file, blobId: digest("sha1", `blob ${bytes.length}\0`, bytes) };
}

/** Whole, or the rest that `Range` asks for, if the file is still the one of `If-Range`. */
export function send(bytes: Uint8Array, { headers }: Pick<IncomingMessage, "headers">, response: ServerResponse): void {
  const etag = `"${digest("sha256", bytes)}"`;
  response.setHeader("ETag", etag);
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
  if (headers.range === undefined || (headers["if-range"] ?? etag) !== etag) {
    response.setHeader("Content-Length", bytes.length).end(bytes);
    return;
  }
  if (from >= bytes.length) {
    response.statusCode = 416;
    response.end();
    return;
  }
  response.statusCode = 206;
  response.setHeader("Content-Range", `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
  response.setHeader("Content-Length", bytes.length - from).end(bytes.subarray(from));
}
