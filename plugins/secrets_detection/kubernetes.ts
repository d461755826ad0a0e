import { isAlphanumeric } from "./characters.ts";
import type { Finding } from "./finding.ts";
import { isReference } from "./passwords.ts";
import { isPlaceholder } from "./randomness.ts";

/**
 * Finds the values of Kubernetes' Secrets, in YAML and JSON, as `kubectl get secret -o yaml` prints them: base64 in `data`,
 * plain text in `stringData`. Their names say nothing, what they are in says it all.
 */
export function kubernetesDetector(isOn: boolean): (text: string, found: Finding[]) => void {
  if (!isOn) return () => undefined;
  return (text, found) => {
    if (!text.includes("Secret")) return;
    let from = 0;
    while (from < text.length) {
      // documents of one YAML stream
      const next = text.indexOf("\n---", from);
      const end = next === -1 ? text.length : next;
      const document = from === 0 && end === text.length ? text : text.slice(from, end);
      if (secretKind.test(document)) findIn(document, from, found);
      from = end + 4;
    }
  };
}

const secretKind = /\bkind\\?["']?\s{0,8}:\s{0,8}\\?["']?Secret\b/;

function findIn(document: string, offset: number, found: Finding[]): void {
  for (let at = document.indexOf("ata"); at !== -1; at = document.indexOf("ata", at + 3)) {
    const isPlain = document.startsWith("stringD", at - 7);
    const begin = at - (isPlain ? 7 : 1);
    if (!isPlain && document[begin] !== "d") continue;
    if (isAlphanumeric(document.charCodeAt(begin - 1))) continue;
    block.lastIndex = at + 3;
    if (!block.test(document)) continue;
    for (let place = block.lastIndex; ; ) {
      entry.lastIndex = place;
      const match = entry.exec(document);
      if (match === null) break;
      place = entry.lastIndex;
      const [, name = "", value = ""] = match;
      const start = place - (match[3] ?? "").length - value.length;
      if (isPlain ? isPlainValue(value) : isEncodedValue(name, value))
        found.push({ type: "kubernetes_secret", start: offset + start, end: offset + start + value.length });
    }
  }
}

/** What follows `data` before its first member. */
const block = /\\?["']?\s{0,8}:\s{0,8}\{?/y;
/** `name: value`, with the quotes and commas of JSON, escaped or not, and YAML's marks of blocks. */
const entry =
  /(?:\s|\\n|\s#[^\n]{0,200}\n){0,200}\\?["']?([\w.-]{1,253})\\?["']?\s{0,8}:(?:\s{0,8}[|>][+-]?)?\s{0,64}\\?["']?([^\s"'\\,{}]{1,8192})(\\?["']?,?)/y;

/** Certificates and names of namespaces are no secrets. */
const openNames: ReadonlySet<string> = new Set(["ca.crt", "tls.crt", "namespace", "username", "user"]);
const leastLength = 10;

/** Anything in base64's alphabet that is no word: what stands here is a secret whatever it looks like. */
function isEncodedValue(name: string, value: string): boolean {
  if (value.length < leastLength || openNames.has(name)) return false;
  if (!/^[A-Za-z0-9+/]+={0,3}$/.test(value) || !/[A-Z0-9+/=]/.test(value)) return false;
  const decoded = Buffer.from(value, "base64").toString("latin1");
  return !isPlaceholder(value) && !isPlaceholder(decoded) && !isReference(decoded);
}

function isPlainValue(value: string): boolean {
  return value.length >= 6 && !isReference(value) && !isPlaceholder(value);
}
