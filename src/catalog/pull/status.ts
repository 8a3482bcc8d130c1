/** What a host means by a status that is not 200, and what to do. */
import { RequestError } from "../errors.ts";
import { HostError, PassingError } from "./errors.ts";
import type { Http, Reply } from "./http.ts";
import { shown } from "./names.ts";

interface Asked {
  readonly repository: string;
  readonly revision: string;
  readonly path?: string;
}

const BUSY = [408, 429, 500, 502, 503, 504];

/** The error for a status: one that may pass, a matter of rights or names, or a host's fault. */
export function refusalBy(http: Http, { status, headers, url }: Reply, asked: Asked): Error {
  if (BUSY.includes(status)) {
    const what = status === 429 ? "has had too many requests" : `is busy or broken (${status})`;
    return new PassingError(`${url.host} ${what}.`, { wait: retryAfter(headers["retry-after"]) });
  }
  if (url.origin !== http.base.origin) return new HostError(`${url.host}, where the files lie, answers ${status}.`);
  const code = String(headers["x-error-code"] ?? "");
  if (status === 401 || status === 403) return new RequestError(rights(http, asked, code));
  if (status === 404) return new RequestError(missing(http, asked, code));
  return new HostError(`${url.host} answers ${status}, which Onda does not expect. Try again, or another --host.`);
}

function rights({ base, hasToken }: Http, { repository }: Asked, code: string): string {
  const page = new URL(repository, base).href;
  const [what, token] =
    code === "GatedRepo"
      ? [`${repository} is gated. Accept its conditions at ${page}`, "a token of your account"]
      : [`${repository} is not there, or private, or gated. See ${page}, accept its conditions`, "your token"];
  if (hasToken) return `${what}. The token in HF_TOKEN does not open it: it may have no right to read this.`;
  return `${what}, and set HF_TOKEN to ${token} (sent over https only).`;
}

function missing({ base }: Http, { repository, revision, path }: Asked, code: string): string {
  if (path !== undefined) return `${repository} has no ${shown(path)} at ${revision}, though its listing says so.`;
  if (code === "RevisionNotFound") return `${repository} has no revision ${shown(revision)}. Leave --revision out.`;
  return `there is no ${repository} at ${base.host}. Look for its name: ${new URL("models", base).href}`;
}

/** Seconds or a date, as milliseconds from now. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
