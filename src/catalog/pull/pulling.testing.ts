/** What the tests of a pull share: a host, a folder for each test, and what is expected of a refusal. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { type Hub, hasty, openHub } from "./hub.testing.ts";
import { type PullOptions, type PullRequest, preparePull } from "./pull.ts";
import type { PulledRecord } from "./record.ts";

export let hub: Hub;
/** Around the folders of all tests. */
export let around: string;
/** Where the test's model goes; it does not exist yet. */
export let folder: string;

/** To be called once in a test file. */
export function beginPulling(): void {
  let round = 0;
  beforeAll(async () => {
    hub = await openHub();
    around = await mkdtemp(join(tmpdir(), "onda-pull-"));
  });
  afterAll(async () => {
    await hub.close();
    await rm(around, { recursive: true, force: true });
  });
  beforeEach(() => {
    hub.reset();
    folder = join(around, String(++round), "model");
  });
}

export const MODEL = "model.safetensors";
export const DEFAULT = ["LICENSE", "README.md", "config.json", MODEL, "tokenizer.json"];
export const prepare = (request: Partial<PullRequest> = {}, options: PullOptions = {}) =>
  preparePull({ model: "tiny/model", host: hub.url, out: folder, ...request }, { timing: hasty, ...options });
export const pull = async (request?: Partial<PullRequest>, options?: PullOptions): Promise<PulledRecord> =>
  (await prepare(request, options)).run();
export const inFolder = async () => (await readdir(folder, { recursive: true }).catch(() => [])).sort();
export const bytesOf = (path: string) => readFile(join(folder, path));
/** Here as the host has it. */
export const isHere = async (path: string) => (await bytesOf(path)).equals(hub.files[path]!);
/** Refused with a message, and nothing under the file's name; nothing outside the folder. */
export async function refused(message: RegExp, request?: Partial<PullRequest>, options?: PullOptions): Promise<Error> {
  const error = await pull(request, options).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error?.message).toMatch(message);
  const outside = (await readdir(join(folder, "..")).catch(() => [])).filter((name) => name !== "model");
  expect(outside).toEqual([]);
  return error!;
}
/** What the host does for the model's file alone. */
export const forModel = (answer: (response: ServerResponse, request: Parameters<Hub["instead"]>[0]) => void) => {
  hub.instead = (request, response) => {
    if (!request.url!.endsWith(MODEL)) return undefined;
    answer(response, request);
    return true;
  };
};
