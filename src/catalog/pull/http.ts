/** GET, as a stranger deserves it: each address is looked at, each redirect, each second of silence. */
import { lookup as lookupName } from "node:dns/promises";
import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { RequestError } from "../errors.ts";
import { type AddressRule, addressRule, allowedAddresses, hostOf, type Resolve } from "./addresses.ts";
import { HostError, PassingError } from "./errors.ts";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Where it came from in the end. */
  readonly url: URL;
  readonly body: IncomingMessage;
}

export interface Http {
  readonly base: URL;
  readonly hasToken: boolean;
  /** Follows redirects. @throws HostError, PassingError, or the signal's reason. */
  get(url: URL, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

export interface HttpOptions {
  /** The user named the host, so that it may be a private one. */
  readonly isNamed: boolean;
  /** Milliseconds without a byte until the host counts as silent. */
  readonly stall: number;
  /** Sent to the base's origin alone. */
  readonly token?: string | undefined;
  readonly resolve?: Resolve | undefined;
  readonly signal?: AbortSignal | undefined;
}

const REDIRECTS = 5;
const systemResolve: Resolve = (hostname) => lookupName(hostname, { all: true });

/** @throws RequestError for an address that is none, HostError where its name is not known. */
export async function openHttp(address: string, options: HttpOptions): Promise<Http> {
  const base = baseUrl(address);
  const resolve = options.resolve ?? systemResolve;
  const rule = await addressRule(base, options.isNamed, resolve).catch((error: unknown) => {
    throw inWords(error, base);
  });
  const token = cleanToken(options.token);
  const once = asker(rule, resolve, options);
  const mayHaveToken = base.protocol === "https:" || rule.isPrivate; // else anyone on the way could read it
  return {
    base,
    hasToken: token !== undefined && mayHaveToken,
    async get(url, headers = {}) {
      for (let at = url, hops = 0; ; hops++) {
        const credentials: Record<string, string> =
          token !== undefined && mayHaveToken && at.origin === base.origin ? { Authorization: `Bearer ${token}` } : {};
        const body = await once(at, { ...headers, ...credentials });
        const status = body.statusCode ?? 0;
        if (![301, 302, 303, 307, 308].includes(status)) return { status, headers: body.headers, url: at, body };
        body.destroy();
        if (hops === REDIRECTS) throw new HostError(`${base.host} redirects more than ${REDIRECTS} times.`);
        at = redirected(at, body.headers.location);
      }
    },
  };
}

function baseUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isBare = url !== undefined && url.username + url.password + url.search + url.hash === "";
  if (url === undefined || !isBare || !/^https?:$/.test(url.protocol)) {
    throw new RequestError(
      "the host must be an address such as https://huggingface.co, without a password. " +
        "Give it by --host or in ONDA_HOST.",
    );
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

function cleanToken(token: string | undefined): string | undefined {
  const text = token?.trim();
  if (text === undefined || text === "") return undefined;
  if (!/^[\x21-\x7e]+$/.test(text)) throw new RequestError("HF_TOKEN is no token: it has spaces or other characters.");
  return text;
}

/** Where a redirect leads. @throws HostError where that is not allowed. */
export function redirected(from: URL, location: string | undefined): URL {
  const to = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined) throw new HostError(`${from.host} redirects to no address.`);
  const refused = (why: string) => new HostError(`${from.host} redirects to ${to.origin} (${to.protocol}), ${why}.`);
  if (!/^https?:$/.test(to.protocol)) throw refused("and only http and https are followed");
  if (from.protocol === "https:" && to.protocol === "http:") throw refused("from https to http, which is refused");
  if (to.username + to.password !== "") throw refused("with a password, which is refused");
  return to;
}

/** One request, no redirect. A connection of its own each time: its address has been looked at for this request. */
function asker(rule: AddressRule, resolve: Resolve, { stall, signal }: HttpOptions) {
  const lookup: LookupFunction = (hostname, { all }, done) => {
    allowedAddresses(hostname, rule, resolve).then(
      (found) => (all ? done(null, found) : done(null, found[0]!.address, found[0]!.family)),
      (error: NodeJS.ErrnoException) => done(error, []),
    );
  };
  return async (url: URL, headers: Record<string, string>): Promise<IncomingMessage> => {
    signal?.throwIfAborted();
    // `net` does not look up what is an address already.
    if (isIP(hostOf(url)) !== 0) await allowedAddresses(hostOf(url), rule, resolve);
    const options = { agent: false, lookup, timeout: stall, ...(signal && { signal }) };
    return new Promise<IncomingMessage>((answered, failed) => {
      let response: IncomingMessage | undefined;
      const fail = (error: unknown) => failed(signal?.aborted ? signal.reason : inWords(error, url));
      const asked = (url.protocol === "https:" ? https : http).get(url, {
        ...options,
        headers: { "Accept-Encoding": "identity", "User-Agent": "onda", ...headers },
      });
      asked.on("response", (message) => {
        response = message;
        answered(message);
      });
      asked.on("timeout", () => (response ?? asked).destroy(silence(url, stall)));
      asked.on("error", fail).on("close", () => fail(new PassingError(`${url.host} closes without an answer.`)));
    });
  };
}

const silence = ({ host }: URL, stall: number): PassingError =>
  new PassingError(`${host} sends nothing for ${stall / 1000} s.`);

/** Codes of faults that may pass, and what they mean. */
const passing: Record<string, string> = {
  EAI_AGAIN: "cannot be looked up now",
  ECONNRESET: "breaks the connection off",
  ECONNABORTED: "breaks the connection off",
  EHOSTUNREACH: "cannot be reached",
  ENETDOWN: "cannot be reached: the network is down",
  ENETUNREACH: "cannot be reached: there is no network",
  EPIPE: "breaks the connection off",
  ERR_STREAM_PREMATURE_CLOSE: "breaks the connection off",
  ETIMEDOUT: "does not answer",
  ECONNREFUSED: "takes no connections",
  ENOTFOUND: "is not known: its name cannot be looked up",
};

/** A network's fault in words. */
export function inWords(error: unknown, { host }: URL): Error {
  if (!(error instanceof Error) || error instanceof HostError || error.name === "AbortError") return error as Error;
  const errors = error instanceof AggregateError ? error.errors : [error]; // one for each address that was tried
  const code = String((errors[0] as NodeJS.ErrnoException | undefined)?.code ?? "");
  const words = passing[code];
  if (words !== undefined) return new PassingError(`${host} ${words}.`, { cause: error });
  const isTls = /CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO/.test(code);
  const what = isTls ? "has no certificate that this computer trusts" : "does not answer as a web server does";
  return new HostError(`${host} ${what} (${code || error.message}).`, { cause: error });
}
