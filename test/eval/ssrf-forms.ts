/**
 * URLs into a network behind the server, in the forms that parsers, resolvers and HTTP clients take: no corpus of them has a
 * licence that lets it be read here. Hosts: WHATWG URL §3.5 (numeric forms, IDNA mapping), RFC 4291 §2.5.5, 6052, 3056,
 * 4380, 5214 (IPv4 in IPv6); places: WHATWG URL §4.4 (slashes, backslashes, tabs, user information).
 */

/** One URL, and what is special about its host and about where the host stands. */
export interface SsrfForm {
  readonly text: string;
  readonly host: string;
  readonly place: string;
}

const addresses: readonly (readonly [number, number, number, number])[] = [
  [127, 0, 0, 1],
  [127, 44, 3, 9],
  [10, 0, 0, 5],
  [172, 20, 5, 4],
  [192, 168, 1, 1],
  [169, 254, 169, 254],
  [100, 100, 100, 200],
];

type Octets = (typeof addresses)[number];

const whole = ([a, b, c, d]: Octets) => ((a << 24) >>> 0) + (b << 16) + (c << 8) + d;
const dotted = (octets: Octets) => octets.join(".");
const hex = (value: number, width = 0) => value.toString(16).padStart(width, "0");
const groups = ([a, b, c, d]: Octets) => `${hex((a << 8) | b)}:${hex((c << 8) | d)}`;
const mapped = (text: string, zero: number) =>
  [...text].map((mark) => (/\d/.test(mark) ? String.fromCodePoint(zero + Number(mark)) : mark)).join("");
const circled = (text: string) =>
  [...text]
    .map((mark) =>
      /[1-9]/.test(mark) ? String.fromCodePoint(0x2460 + Number(mark) - 1) : mark === "0" ? "\u24ea" : mark,
    )
    .join("");

/** Ways to write an IPv4 address as a host. */
const numeric: Readonly<Record<string, (octets: Octets) => string>> = {
  "dotted decimal": dotted,
  "one number": (octets) => String(whole(octets)),
  "one number, beyond 32 bits": (octets) => String(whole(octets) + 2 ** 32),
  "one hexadecimal number": (octets) => `0x${hex(whole(octets))}`,
  "one hexadecimal number in capitals": (octets) => `0X${hex(whole(octets)).toUpperCase()}`,
  "one octal number": (octets) => `0${whole(octets).toString(8)}`,
  "dotted hexadecimal": (octets) => octets.map((octet) => `0x${hex(octet)}`).join("."),
  "dotted octal": (octets) => octets.map((octet) => `0${octet.toString(8)}`).join("."),
  "dotted octal with zeros": (octets) => octets.map((octet) => `0000${octet.toString(8)}`).join("."),
  "mixed bases": ([a, b, c, d]) => `0x${hex(a)}.0${b.toString(8)}.${c}.${d}`,
  "two parts": ([a, b, c, d]) => `${a}.${(b << 16) + (c << 8) + d}`,
  "three parts": ([a, b, c, d]) => `${a}.${b}.${(c << 8) + d}`,
  "parts beyond a byte": (octets) => octets.map((octet) => octet + 256).join("."),
  "a stop behind it": (octets) => `${dotted(octets)}.`,
  "IPv4-mapped": (octets) => `[::ffff:${dotted(octets)}]`,
  "IPv4-mapped in hexadecimal": (octets) => `[::ffff:${groups(octets)}]`,
  "IPv4-mapped in full": (octets) => `[0000:0000:0000:0000:0000:ffff:${groups(octets)}]`,
  "IPv4-compatible": (octets) => `[::${dotted(octets)}]`,
  "IPv4-translated": (octets) => `[::ffff:0:${groups(octets)}]`,
  NAT64: (octets) => `[64:ff9b::${groups(octets)}]`,
  "NAT64 of one's own": (octets) => `[64:ff9b:1::${groups(octets)}]`,
  "6to4": (octets) => `[2002:${groups(octets)}::1]`,
  ISATAP: (octets) => `[2001:db8::5efe:${groups(octets)}]`,
  Teredo: ([a, b, c, d]) => `[2001:0:4136:e378:8000:63bf:${groups([a ^ 255, b ^ 255, c ^ 255, d ^ 255])}]`,
  "full-width digits": (octets) => mapped(dotted(octets), 0xff10),
  "mathematical digits": (octets) => mapped(dotted(octets), 0x1d7ce),
  "circled digits": (octets) => circled(dotted(octets)),
  "ideographic stops": (octets) => octets.join("\u3002"),
  "full-width stops": (octets) => octets.join("\uff0e"),
  "percent escapes": (octets) => [...dotted(octets)].map((mark) => `%${hex(mark.charCodeAt(0), 2)}`).join(""),
  "soft hyphens": (octets) => dotted(octets).split("").join("\u00ad"),
  "nip.io": (octets) => `${dotted(octets)}.nip.io`,
  "sslip.io": (octets) => `app-${octets.join("-")}.sslip.io`,
};

/** Names of machines that only the server reaches. */
const names: readonly string[] = [
  "localhost",
  "LocalHost",
  "localhost.",
  "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
  "local%68ost",
  "localhost.localdomain",
  "app.localhost",
  "ip6-localhost",
  "lvh.me",
  "metadata.google.internal",
  "metadata.goog",
  "METADATA.GOOGLE.INTERNAL.",
  "instance-data",
  "instance-data.ec2.internal",
  "kubernetes.default.svc",
  "api.prod.svc.cluster.local",
  "host.docker.internal",
  "vault.service.consul",
  "printer.local",
  "jenkins",
  "intranet.corp",
  "router.lan",
  "nas.home.arpa",
  "[::1]",
  "[::]",
  "[0:0:0:0:0:0:0:1]",
  "[fe80::1]",
  "[fd00:ec2::254]",
  "[fc00:1234::7]",
  "0",
  "0.0.0.0",
  "127.1",
];

/** Where a host stands in what a client sends. */
const places: Readonly<Record<string, (host: string) => string>> = {
  plain: (host) => `http://${host}/`,
  "port and path": (host) => `https://${host}:8443/admin?x=1`,
  "no scheme": (host) => `//${host}/x`,
  "no slashes": (host) => `http:${host}/x`,
  "one slash": (host) => `http:/${host}/x`,
  "three slashes": (host) => `http:///${host}/x`,
  backslashes: (host) => `http:\\\\${host}\\x`,
  "a tab in the scheme": (host) => `ht\ttp://${host}/`,
  capitals: (host) => `HTTP://${host}/`,
  "blanks around": (host) => `  http://${host}/  `,
  "user information": (host) => `http://example.com@${host}/`,
  "user and password": (host) => `https://example.com:443@${host}:80/x`,
  "two at signs": (host) => `http://a@b@${host}/`,
  "a fragment before the at sign": (host) => `http://${host}#@example.com/`,
  "a query before the at sign": (host) => `http://${host}?@example.com/`,
  "a backslash before the at sign": (host) => `http://example.com\\@${host}/`,
  "a redirect": (host) => `https://example.com/go?url=http://${host}/`,
  "a redirect, escaped": (host) => `https://example.com/go?next=${encodeURIComponent(`http://${host}/x`)}`,
  "a redirect, escaped twice": (host) =>
    `https://example.com/go?u=${encodeURIComponent(encodeURIComponent(`http://${host}/`))}`,
  "a redirect without a scheme": (host) => `https://example.com/login?return_to=//${host}/`,
  "another scheme": (host) => `ftp://${host}/pub`,
  "a socket": (host) => `wss://${host}/live`,
  gopher: (host) => `gopher://${host}:6379/_INFO`,
  "an archive's URL": (host) => `jar:http://${host}/a.jar!/b`,
  "a URL of a URL": (host) => `url:http://${host}/`,
};

/** Every host at a plain place, and a few at every place. */
export function ssrfForms(): SsrfForm[] {
  const forms: SsrfForm[] = [];
  const plain = places["plain"] as (host: string) => string;
  for (const [host, write] of Object.entries(numeric)) {
    for (const octets of addresses) forms.push({ text: plain(write(octets)), host, place: "plain" });
  }
  for (const name of names) forms.push({ text: plain(name), host: "names", place: "plain" });
  for (const [place, put] of Object.entries(places)) {
    for (const octets of addresses) forms.push({ text: put(dotted(octets)), host: "dotted decimal", place });
    for (const name of ["localhost", "metadata.google.internal", "[::1]"])
      forms.push({ text: put(name), host: "names", place });
    for (const host of [
      "one number",
      "dotted hexadecimal",
      "IPv4-mapped in hexadecimal",
      "full-width digits",
    ]) {
      const write = numeric[host] as (octets: Octets) => string;
      forms.push({ text: put(write([169, 254, 169, 254])), host, place });
    }
  }
  return forms;
}
