// Where a request may go: addresses, redirects, names that change their mind, and the token.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isPublic, type Resolve } from "./addresses.ts";
import { HostError } from "./errors.ts";
import { openHttp, redirected } from "./http.ts";
import { type Hub, openHub } from "./hub.testing.ts";

let hub: Hub;
let other: Hub;
beforeAll(async () => {
  [hub, other] = await Promise.all([openHub(), openHub()]);
});
afterAll(() => Promise.all([hub.close(), other.close()]));
beforeEach(() => {
  for (const each of [hub, other]) {
    each.reset();
    each.instead = (_, response) => response.end("hello");
  }
});

const port = () => new URL(hub.url).port;
const named = { isNamed: true, stall: 1000 };
const names =
  (table: Record<string, string | string[]>): Resolve =>
  async (hostname) => {
    const found = table[hostname];
    const address = Array.isArray(found) ? found.shift() : found;
    if (address === undefined) throw Object.assign(new Error("none"), { code: "ENOTFOUND" });
    return [{ address, family: address.includes(":") ? 6 : 4 }];
  };
const redirect = (location: string, status = 302) => {
  hub.instead = (request, response) =>
    request.url === "/start" ? response.writeHead(status, { Location: location }).end() : response.end("hello");
};
async function get(options: { token?: string; resolve?: Resolve } = {}, base = hub.url) {
  const http = await openHttp(base, { ...named, ...options });
  const { status, body, url } = await http.get(new URL("start", http.base));
  body.destroy();
  return { status, url: url.href };
}

describe("addresses", () => {
  it.each(
    (
      "127.0.0.1 10.1.2.3 172.31.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 198.18.0.1 " +
      "::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 64:ff9b::a00:1 " +
      "64:ff9b:1::1 2001:db8::1 2002:7f00:1::1 2001::1 ::127.0.0.1 localhost 1.2.3"
    ).split(" "),
  )("%s is not public", (address) => expect(isPublic(address)).toBe(false));

  it.each("1.1.1.1 172.32.0.1 100.128.0.1 192.167.0.1 2606:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101".split(" "))(
    "%s is public",
    (address) => expect(isPublic(address)).toBe(true),
  );
});

describe("redirects", () => {
  it.each([
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/",
    "http://[::1]/",
    "http://0x7f.2/",
    "http://2130706434/",
    "http://localhost.:1/",
    "http://[::ffff:127.0.0.1]/",
  ])("to %s are refused", async (location) => {
    redirect(location);
    const resolve = names({ "localhost.": "127.0.0.1" });
    await expect(get({ resolve })).rejects.toThrow(/is not on the public internet\. A download may not lead into/);
    await expect(get({ resolve })).rejects.toBeInstanceOf(HostError);
  });

  it.each([
    ["file:///etc/passwd", /only http and https are followed/],
    ["ftp://example.com/", /only http and https are followed/],
    ["http://me:secret@example.com/", /with a password/],
    ["http://[nonsense", /redirects to no address/],
  ])("to %s are refused", async (location, message) => {
    redirect(location);
    await expect(get()).rejects.toThrow(message);
    await expect(get()).rejects.toThrow(expect.not.stringContaining("secret"));
  });

  it("are followed five times and no more", async () => {
    let count = 0;
    hub.instead = (_, response) =>
      count++ < 5 ? response.writeHead(307, { Location: `/again/${count}` }).end() : response.end("hello");
    expect(await get()).toEqual({ status: 200, url: `${hub.url}/again/5` });
    count = -1;
    await expect(get()).rejects.toThrow(/redirects more than 5 times/);
  });

  it("to a name that is private are refused, to one of the same host not", async () => {
    redirect(`http://inner.test:${port()}/`);
    await expect(get({ resolve: names({ "inner.test": "127.0.0.1" }) })).rejects.toThrow(
      /inner\.test is at 127\.0\.0\.1/,
    );
    redirect(`${other.url}/there`);
    expect(await get()).toEqual({ status: 200, url: `${other.url}/there` });
  });
});

describe("a token", () => {
  it("goes to the host alone, not where it redirects to", async () => {
    redirect(`${other.url}/there`);
    await get({ token: " secret\n" });
    expect(hub.asked[0]!.headers.authorization).toBe("Bearer secret");
    expect(other.asked).toHaveLength(1);
    expect(other.asked[0]!.headers.authorization).toBeUndefined();
  });

  it("that cannot be one is refused without being shown", async () => {
    await expect(get({ token: "sec\nret" })).rejects.toThrow(
      /^HF_TOKEN is no token: it has spaces or other characters\.$/,
    );
  });
});

describe("a name", () => {
  it("that the user gave may be private", async () => {
    const resolve = names({ "hub.test": "127.0.0.1" });
    expect((await get({ resolve }, `http://hub.test:${port()}`)).status).toBe(200);
    const unnamed = await openHttp(`http://hub.test:${port()}`, { ...named, isNamed: false, resolve });
    await expect(unnamed.get(unnamed.base)).rejects.toThrow(/hub\.test is at 127\.0\.0\.1, which is not on the public/);
  });

  it.each([
    ["from a public address to a private one", ["1.1.1.1", "127.0.0.1"]],
    ["from a private address to another", ["127.0.0.2", "127.0.0.1"]],
  ])("that moves %s is refused", async (_, addresses) => {
    const resolve = names({ "hub.test": addresses });
    await expect(get({ resolve }, `http://hub.test:${port()}`)).rejects.toThrow(/not on the public internet/);
    expect(hub.asked).toEqual([]);
  });

  it("that is not known says so", async () => {
    await expect(get({ resolve: names({}) }, "http://gone.test")).rejects.toThrow(/^gone\.test is not known/);
  });
});

it("https is not left for http", () => {
  expect(() => redirected(new URL("https://a.test"), "http://a.test/x")).toThrow(/from https to http/);
  expect(redirected(new URL("http://a.test"), "https://a.test/x").href).toBe("https://a.test/x");
});
