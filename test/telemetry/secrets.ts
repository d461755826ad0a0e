/** Made-up secrets, put together at run time so that no scanner of repositories takes one for real. */
const repeat = (text: string, count: number) => text.repeat(count);

/** Each is recognised by what it looks like. `secret` is the part that must not come out. */
export const secretTexts: readonly {
  readonly name: string;
  readonly text: string;
  readonly secret: string;
}[] = [
  whole("a JWT", `eyJhbGciOiJIUzI1NiJ9.${repeat("eyJzdWIiOiIx", 2)}.${repeat("c2ln", 5)}`),
  part("a bearer token", "Bearer ", "mF_9.B5f-4.1JqM"),
  part("a bearer token, small", "bearer  ", "abcdefgh"),
  part("basic credentials", "Basic ", Buffer.from("aladdin:opensesame").toString("base64")),
  whole("an AWS key", `AKIA${repeat("ABCD", 4)}`),
  whole("a GitHub token", `ghp_${repeat("a1B2", 9)}`),
  whole("a fine-grained GitHub token", `github_pat_${repeat("a1B2", 9)}`),
  whole("a GitLab token", `glpat-${repeat("a1B2", 5)}`),
  whole("a Slack token", `xoxb-${repeat("123-", 5)}abc`),
  whole("an API key of OpenAI's form", `sk-proj-${repeat("a1B2", 9)}`),
  whole("a Stripe key", `sk_live_${repeat("a1B2", 6)}`),
  whole("a Google key", `AIza${repeat("a1B2c", 7)}`),
  whole("an npm token", `npm_${repeat("a1B2", 9)}`),
  whole("a Vault token", `hvs.${repeat("a1B2", 9)}`),
  part("userinfo of a URL", "postgres://", "admin:s3cr3t@db:5432".split("@db")[0] ?? "", "@db:5432/x"),
  part("a token as userinfo", "https://", "x-oauth-basic", "@example.org/a.git"),
  part("a password with an @", "amqp://", "u:p@ss", "@host/v"),
  whole("a card number", "4111 1111 1111 1111"),
  whole("a card number in one", "5500005555555559"),
  whole("a card number with dashes", "3782-822463-10005"),
  part("a card number before its code", "card ", "4111 1111 1111 1111", " 123"),
  whole("a private key", pem("RSA PRIVATE KEY")),
  whole("an encrypted private key", pem("ENCRYPTED PRIVATE KEY")),
  whole("an OpenPGP key", pem("PGP PRIVATE KEY BLOCK")),
  whole("a private key that is not ended", pem("PRIVATE KEY").slice(0, 80)),
  part("a password in a query", "/login?user=a&password=", "hunter2", "&next=/"),
  part("a token in an environment", "API_TOKEN=", "deadbeef"),
  part("a key in JSON", '{"a":1,"apiKey":"', "zXy-19", '","b":2}'),
  part("a key in JSON with an escaped mark", '{"secret":"', 'a\\"b-tail', '"}'),
  part("a key in JSON in JSON", '"{\\"client_secret\\":\\"', "q1w2e3", '\\",\\"x\\":1}"'),
  part("a key in a text of Python", "{'password': '", "q1w2e3", "'}"),
  part("a header", "Authorization: ", "Digest username=x, response=y", "\r\nHost: a"),
  part("a cookie", "Set-Cookie: ", "sid=31d4d96e407aad42; Path=/"),
  part(
    "a presigned URL",
    "https://b.example.org/o?X-Amz-Date=1&X-Amz-Signature=",
    "fe5f80f77d5fa3be",
    "&x=1",
  ),
  part("a shared access signature", "https://b.example.org/o?sv=1&sig=", "pQ%2Bxyz"),
  part("a name in one word", "accesstoken=", "q1w2e3r4"),
  part("a session", "mcp-session-id: ", "1868a90c0dca"),
];

function whole(name: string, secret: string) {
  return { name, text: secret, secret };
}

function part(name: string, before: string, secret: string, after = "") {
  return { name, text: `${before}${secret}${after}`, secret };
}

function pem(label: string): string {
  return `-----BEGIN ${label}-----\n${repeat("MIIEowIBAAKCAQEA7\n", 6)}-----END ${label}-----`;
}

/** Texts of ordinary logs that hold no secret. */
export const harmlessTexts: readonly string[] = [
  "plugin is unhealthy",
  "36725a37-dc43-4c0f-8879-4aa7325828fb",
  "2026-11-21T11:38:15.901Z",
  "at run (file:///srv/app/src/framework/executor.ts:80:12)",
  "https://example.org:8080/mcp?cursor=abc#part",
  "mailto:someone@example.org and http://[::1]:80/@scope/name",
  "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "1700000000000 1732192695901 4111111111111112 00000000000000000000",
  "version 1.2.3, took 4111 ms of 1111 1111",
  "Bearer token is missing; WWW-Authenticate: Bearer realm=mcp",
  "basic checks passed",
  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
  "Unexpected token } at position 3",
  "max_tokens: 512, keys: 3, secretary=jane, broken=yes",
  '{"token":null,"password":false}',
  "connect ECONNREFUSED 127.0.0.1:50052",
  "task-1 sk-1 eyJ ghp_ AKIA",
];
