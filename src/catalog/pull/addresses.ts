/** Which addresses a download may reach: public ones, and the private ones of a host that the user named. */
import type { LookupAddress } from "node:dns";
import { BlockList, isIP } from "node:net";
import { HostError } from "./errors.ts";

/** All addresses of a host name: DNS, an argument so that tests can play a hostile one. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface AddressRule {
  /** Whether a host may be reached at an address. */
  allows(hostname: string, address: string): boolean;
  /** The base lies in a private network, or on this machine. */
  readonly isPrivate: boolean;
}

/**
 * The rule for a download that begins at `base`. Private addresses are allowed for that host alone, only where the user
 * named it, and only those that its name has now: a name that later leads elsewhere (DNS rebinding) does not pass.
 */
export async function addressRule(base: URL, isNamed: boolean, resolve: Resolve): Promise<AddressRule> {
  const host = hostOf(base);
  const now = isNamed ? await addressesOf(host, resolve) : [];
  const pinned = new Set(now.map(({ address }) => address).filter((address) => !isPublic(address)));
  return {
    allows: (hostname, address) => isPublic(address) || (hostname === host && pinned.has(address)),
    isPrivate: now.length > 0 && pinned.size === now.length,
  };
}

/** The addresses of a host that the rule allows. @throws HostError where none is. */
export async function allowedAddresses(
  hostname: string,
  rule: AddressRule,
  resolve: Resolve,
): Promise<LookupAddress[]> {
  const found = await addressesOf(hostname, resolve);
  const allowed = found.filter(({ address }) => rule.allows(hostname, address));
  if (allowed.length > 0) return allowed;
  throw new HostError(
    `${hostname} is at ${found[0]?.address ?? "no address"}, which is not on the public internet. ` +
      "A download may not lead into a private network, unless --host names that host.",
  );
}

/** The host of an address as `net` writes it: IPv6 without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

async function addressesOf(host: string, resolve: Resolve): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  return family === 0 ? resolve(host) : [{ address: host, family }];
}

/** Whether an IP address is one of the public internet: RFC 6890 and the IANA registries that carry it on. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special4.check(address, "ipv4");
  if (family !== 6) return false;
  const within = embeddedIPv4(address);
  if (within !== undefined) return isPublic(within);
  return global6.check(address, "ipv6") && !special6.check(address, "ipv6");
}

const special4 = blockList("ipv4", [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
]);
const global6 = blockList("ipv6", [["2000::", 3]]);
/** Tunnels (Teredo, 6to4) carry an IPv4 address of anybody's choice. */
const special6 = blockList("ipv6", [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
]);
/** `::ffff:a.b.c.d`, and NAT64's `64:ff9b::a.b.c.d`, by which networks without IPv4 reach it. */
const carriers = blockList("ipv6", [
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
]);

function blockList(family: "ipv4" | "ipv6", subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

function embeddedIPv4(address: string): string | undefined {
  const plain = address.replace(/%.*$/, "");
  if (!carriers.check(plain, "ipv6")) return undefined;
  const tail = new URL(`http://[${plain}]`).hostname.slice(1, -1).split(":").slice(-2);
  const bytes = tail.flatMap((part) => {
    const value = Number.parseInt(part || "0", 16);
    return [value >> 8, value & 255];
  });
  return bytes.join(".");
}
