import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/**
 * A host as resolvers and HTTP clients take it: the name in ASCII and lower case, or the address, IPv6 without brackets.
 * Read as WHATWG's URL does: percent escapes, IDNA (full-width and circled letters, ideographic stops), numeric IPv4 in
 * decimal, octal, hexadecimal and short forms. Undefined where there is none.
 */
export function hostName(text: string): string | undefined {
  const bare = text.startsWith("[") ? text : withoutEscapes(text);
  const isSixth = bare.startsWith("[") || (isIP(bare) === 6 && !bare.includes("%"));
  const probe = `http://${isSixth && !bare.startsWith("[") ? `[${bare}]` : withoutZone(bare)}/`;
  if (!URL.canParse(probe)) return oddAddress(bare);
  const { hostname } = new URL(probe);
  const name = hostname.replace(/\.+$/, "").replace(/^\[|\]$/g, "");
  return name === "" ? undefined : name;
}

/** Whether a name is the domain or lies under it. */
export function isUnderDomain(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** Hosts that URL parsers refuse and C libraries take: five and more digits, octal with 8, spaces around. */
function oddAddress(text: string): string | undefined {
  const ascii = domainToASCII(text) || text.toLowerCase();
  if (/^[0-9a-fx.]+$/.test(ascii) && /[0-9]/.test(ascii) && ascii.length < 64) {
    const parts = ascii.split(".");
    const numbers = parts.map((part) =>
      /^0x[0-9a-f]+$/.test(part)
        ? Number.parseInt(part, 16)
        : /^0[0-7]+$/.test(part)
          ? Number.parseInt(part, 8)
          : /^\d+$/.test(part)
            ? Number(part)
            : Number.NaN,
    );
    if (numbers.length > 4 || numbers.some((number) => !Number.isSafeInteger(number))) return undefined;
    // each part wraps around, as with parsers that keep the low bytes; the last one stands for all that are left out
    const last = numbers.pop() as number;
    const rest = 4 - numbers.length;
    const low = last % 256 ** rest;
    const bytes = Array.from(
      { length: rest },
      (_, index) => Math.floor(low / 256 ** (rest - 1 - index)) % 256,
    );
    return [...numbers.map((number) => number % 256), ...bytes].join(".");
  }
  return undefined;
}

function withoutEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `[fe80::1%25eth0]`: the zone is no part of the address. */
function withoutZone(text: string): string {
  const zone = text.startsWith("[") ? text.indexOf("%") : -1;
  return zone === -1 ? text : `${text.slice(0, zone)}]`;
}
