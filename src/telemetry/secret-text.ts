import { maskCardNumbers } from "./card-number.ts";
import { maskNamedValues } from "./named-values.ts";
import { mask } from "./secret-mark.ts";
import type { SecretNames } from "./secret-names.ts";

/**
 * Masks what looks like a secret, in time linear in the text: private key blocks, bearer and basic credentials, JWTs,
 * keys of well-known services, the userinfo of URLs, payment card numbers, and values behind a secret's name
 * (`password=…`, `"api_key": "…"`, `Authorization: …`). A text without any comes back as it is. Entropy is not
 * measured: digests and request ids would look the same.
 * @param cut the text goes on behind its end: what could be the start of a secret there is masked too
 */
export function maskSecrets(text: string, isSecretName: SecretNames, cut = false): string {
  if (text.length < shortest) return text;
  let masked = text;
  if (masked.includes("-----BEGIN ")) masked = maskPrivateKeys(masked);
  if (masked.includes("://")) masked = maskUserinfo(masked, cut);
  if (/[:=]/.test(masked)) masked = maskNamedValues(masked, isSecretName);
  masked = masked.replace(credentials, maskCredential).replace(tokens, maskToken).replace(serviceKeys, mask);
  return maskCardNumbers(masked);
}

/** `a:b` is no secret yet, and most texts of a log are short words. */
const shortest = 5;

/** RFC 9110 section 11.4. What follows the scheme's name in prose, or in a challenge, is no credential. */
const credentials =
  /(?<![\w-])(bearer|dpop|basic)([ \t]{1,16})(?!tokens?\b|auth|realm=|error=|scope=)([\w.~+/-]{4,}={0,2})/gi;

function maskCredential(whole: string, scheme: string, space: string, value: string): string {
  if (scheme.toLowerCase() === "basic" && !isUserAndPassword(value)) return whole;
  return `${scheme}${space}${mask}`;
}

/** RFC 7617: base64 of `user:password`. */
function isUserAndPassword(value: string): boolean {
  return Buffer.from(value, "base64").includes(":");
}

/** Each begins with a mark of its own and goes on to the end of its word, so that no text is read twice. */
const serviceKeys = new RegExp(
  `(?<![A-Za-z0-9])(?:${[
    "(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z2-7]{16}(?![A-Za-z0-9])", // AWS
    "gh[oprsu]_[A-Za-z0-9]{16,}",
    "github_pat_\\w{16,}",
    "gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-[\\w-]{16,}",
    "xox[a-z]-[\\w-]{10,}",
    "xapp-[\\w-]{10,}",
    "sk-[\\w-]{16,}", // OpenAI, Anthropic
    "[prs]k_(?:live|test)_\\w{10,}", // Stripe
    "whsec_\\w{16,}",
    "AIza[\\w-]{30,}", // Google
    "ya29\\.[\\w-]{16,}",
    "npm_[A-Za-z0-9]{30,}",
    "pypi-[\\w-]{16,}",
    "hf_[A-Za-z0-9]{16,}",
    "hv[bs]\\.[\\w-]{16,}", // HashiCorp Vault
    "SG\\.[\\w-]{16,}\\.[\\w-]{16,}", // SendGrid
    "shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{16,}",
    "dop_v1_[a-f0-9]{16,}",
    "AGE-SECRET-KEY-1[A-Z0-9]{16,}",
  ].join("|")})`,
  "g",
);

/** JWT and JWE, RFC 7519: `{"` in base64. A word without a dot matches too: to give it up would be to read it again. */
const tokens = /(?<![A-Za-z0-9])eyJ[\w-]{6,}(?:\.[\w-]{4,}(?:\.[\w-]*){0,3})?/g;

function maskToken(whole: string): string {
  return whole.includes(".") ? mask : whole;
}

/** RFC 7468, and OpenPGP's armour. One that is not ended goes on to the end of the text. */
function maskPrivateKeys(text: string): string {
  let masked = "";
  let from = 0;
  for (;;) {
    const start = text.indexOf("-----BEGIN ", from);
    if (start < 0) return masked + text.slice(from);
    const label = text.slice(start + 11, start + 80);
    if (!label.split("-----", 1)[0]?.includes("PRIVATE KEY")) {
      masked += text.slice(from, start + 11);
      from = start + 11;
      continue;
    }
    masked += text.slice(from, start) + mask;
    const end = text.indexOf("-----END ", start);
    const behind = end < 0 ? -1 : text.indexOf("-----", end + 9);
    if (behind < 0) return masked;
    from = behind + 5;
  }
}

/** RFC 3986 section 3.2.1: what stands before the `@` of an authority. */
function maskUserinfo(text: string, cut: boolean): string {
  let masked = "";
  let from = 0;
  for (;;) {
    const at = text.indexOf("://", from);
    if (at < 0) return masked + text.slice(from);
    const start = at + 3;
    let end = start;
    let sign = -1;
    for (; end < text.length && !endsAuthority(text.charCodeAt(end)); end++) {
      if (text[end] === "@") sign = end;
    }
    if (sign < 0 && cut && end === text.length) sign = end;
    masked += text.slice(from, start);
    if (sign > start) masked += mask;
    from = Math.max(sign, start);
    if (end > from) masked += text.slice(from, end);
    from = Math.max(from, end);
  }
}

/** Space and what is before it, `/`, `?`, `#`, and the marks that texts put around a URL. */
function endsAuthority(code: number): boolean {
  return (
    code <= 0x20 ||
    code === 0x2f ||
    code === 0x3f ||
    code === 0x23 ||
    code === 0x22 ||
    code === 0x3c ||
    code === 0x3e
  );
}
