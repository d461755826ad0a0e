import { literalSet } from "plugins-adapter/framework";
import type { Finding } from "./finding.ts";

/** What is seen in characters and not in words: invisible text, escapes, tags, paths, commands, encoded text. */

const marks: readonly (readonly [Finding, readonly string[]])[] = [
  [
    { check: "instructions", weight: 3, reason: "marks a part as an instruction to the model" },
    [
      "<important",
      "</important",
      "<system",
      "</system",
      "<|system",
      "<|im_start",
      "<|assistant",
      "<|user",
      "<|end",
      "[inst]",
      "[/inst]",
      "<<sys>>",
      "[system]",
      "[system:",
      "<secret>",
      "<hidden",
      "<instruction",
      "</instruction",
      "<critical>",
      "<<<system",
      "### instruction",
      "### system",
      "##system",
      "<assistant>",
      "<admin>",
      "begin system prompt",
      "<!-- system",
      "<!-- instruction",
      "<!-- hidden",
      "<!-- ai",
      "<!--system",
      "[hidden",
      "[important",
      "<mandatory",
      "<priority",
      "<override",
      "<prerequisite",
      "<required_action",
    ],
  ],
  [
    { check: "sensitive_paths", weight: 2, reason: "names a file with secrets" },
    [
      "~/.ssh",
      "/.ssh/",
      "id_rsa",
      "id_ed25519",
      "/etc/passwd",
      "/etc/shadow",
      "/etc/sudoers",
      ".aws/credentials",
      "mcp.json",
      ".cursor/",
      "~/.config/gcloud",
      ".kube/config",
      ".docker/config.json",
      ".netrc",
      ".pgpass",
      ".git-credentials",
      ".bash_history",
      "~/.env",
      "claude_desktop_config",
      ".gnupg",
      "authorized_keys",
      "wallet.dat",
      "ntds.dit",
      "/proc/self/environ",
      "c:\\windows\\system32\\config",
    ],
  ],
  [
    { check: "commands", weight: 3, reason: "holds a command that downloads, deletes or opens a way in" },
    [
      "rm -rf",
      "rm -fr",
      "| sh",
      "|sh ",
      "| bash",
      "|bash",
      "| sudo",
      "| python",
      "/dev/tcp/",
      "nc -e",
      "ncat -e",
      "bash -i",
      "mkfifo /tmp",
      "powershell -e",
      "-encodedcommand",
      "base64 -d",
      "base64 --decode",
      "chmod 777",
      "chmod +x /tmp",
      "chmod u+s",
      "invoke-expression",
      "iex(",
      "iex (",
      "os.system(",
      "subprocess.",
      "eval(",
      "exec(",
      ":(){",
      "dd if=/dev/",
      "mkfs.",
      "curl -s http",
      "wget http",
      "wget -q",
      "certutil -urlcache",
      "/etc/passwd |",
      "$(curl",
      "$(wget",
      "`curl",
      "; curl ",
      "&& curl ",
    ],
  ],
];
/** A reading verb near a path asks for the file. */
const asks = [
  "read",
  "cat ",
  "content",
  "pass ",
  "include",
  "load",
  "send",
  "provide",
  "access",
  "open",
  "copy",
  "append",
  "first",
];

const sought = marks.flatMap(([finding, words]) => words.map((word) => ({ finding, word })));
const markSet = literalSet({ words: sought.map(({ word }) => word), ignoreCase: true });

/** Findings of fixed words in a text, in one pass. */
export function markFindings(text: string, found: (finding: Finding) => void): void {
  const told = new Set<Finding>();
  markSet.each(text, (index, start, end) => {
    const { finding } = sought[index] as { finding: Finding };
    if (told.has(finding)) return;
    if (finding.check !== "sensitive_paths") {
      told.add(finding);
      return found(finding);
    }
    const near = text.slice(Math.max(0, start - 120), end + 80).toLowerCase();
    if (!asks.some((verb) => near.includes(verb))) return found(finding);
    told.add(finding);
    found({ ...finding, weight: 3, reason: "asks for a file with secrets" });
  });
}

/** The finding of characters that do not show. */
export function hiddenFindings(text: string, found: (finding: Finding) => void): void {
  if (/[^\t-\r -~]/.test(text) && hiddenIn(text))
    found({ check: "hidden_text", weight: 3, reason: "holds characters that do not show" });
}

function hiddenIn(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x20 && code < 0x7f) continue;
    if (code < 0x20) {
      if (code === 0x1b || code === 0x08 || code === 0) return true;
      continue;
    }
    // tags and the supplementary variation selectors, which can carry a whole text
    if (code === 0xdb40) {
      if (!isFlag(text, index)) return true;
      index++;
      continue;
    }
    if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return true;
    if (code === 0x9b || code === 0x2060 || code === 0x3164 || code === 0x115f) return true;
    const zeroWidth =
      code === 0x200b || code === 0x200c || code === 0x200d || code === 0xfeff || code === 0xad;
    // Joiners have their use in emoji and in scripts beyond ASCII.
    if (zeroWidth && isPlain(text.charCodeAt(index - 1)) && isPlain(text.charCodeAt(index + 1))) return true;
  }
  return false;
}

/** The flags of England, Scotland and Wales are a black flag and tags. */
function isFlag(text: string, at: number): boolean {
  const from = Math.max(0, at - 14);
  return text.slice(from, at).includes("\u{1f3f4}");
}

function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

const shortestEncoded = 32;

/** Texts that stand in a text as base64 or hex: all of them, which together are shorter than it. */
export function encodedIn(text: string): string[] {
  const decoded: string[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    if (index < text.length && isBase64(text.charCodeAt(index))) continue;
    if (index - start >= shortestEncoded) {
      const plain = plainOf(text.slice(start, index));
      if (plain !== undefined) decoded.push(plain);
    }
    start = index + 1;
  }
  return decoded;
}

function plainOf(run: string): string | undefined {
  const isHex = run.length % 2 === 0 && !/[^0-9a-fA-F]/.test(run);
  const bytes = Buffer.from(run, isHex ? "hex" : "base64");
  let printable = 0;
  let spaces = 0;
  for (const byte of bytes) {
    if ((byte >= 0x20 && byte < 0x7f) || byte === 0x0a) printable++;
    if (byte === 0x20) spaces++;
  }
  // Words in camel case and paths are base64 by their letters; what they decode to is no text.
  return printable >= bytes.length * 0.97 && spaces >= 1 ? bytes.toString("latin1") : undefined;
}

function isBase64(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2b ||
    code === 0x2f ||
    code === 0x3d ||
    code === 0x2d ||
    code === 0x5f
  );
}
