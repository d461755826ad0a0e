/** Detectors of the field, asked about the same rows: Python packages that `scripts/setup.sh wheels` installs. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/**
 * A detector beside one of ours.
 * @property detector its class, as `module:Class` of cpex's interface, or `detect_secrets`
 */
export interface Peer {
  readonly name: string;
  readonly detector: string;
  readonly config: object;
}

const secretTypes = [
  "aws_access_key_id",
  "aws_secret_access_key",
  "google_api_key",
  "github_token",
  "stripe_secret_key",
  "generic_api_key_assignment",
  "slack_token",
  "private_key_block",
  "jwt_like",
  "hex_secret_32",
  "base64_24",
];

/** The peers of each suite. */
export const peers: Readonly<Record<string, readonly Peer[]>> = {
  secrets_detection: [
    {
      name: "cpex-secrets-detection 0.3.14",
      detector: "cpex_secrets_detection.secrets_detection:SecretsDetectionPlugin",
      config: {},
    },
    {
      name: "cpex-secrets-detection 0.3.14, all patterns",
      detector: "cpex_secrets_detection.secrets_detection:SecretsDetectionPlugin",
      config: { enabled: Object.fromEntries(secretTypes.map((type) => [type, true])) },
    },
    { name: "detect-secrets 1.5.0", detector: "detect_secrets", config: {} },
  ],
  sql_sanitizer: [
    {
      name: "cpex-sql-sanitizer 0.1.4",
      detector: "cpex_sql_sanitizer.sql_sanitizer:SQLSanitizerPlugin",
      config: { strip_comments: false },
    },
  ],
  encoded_exfil_detection: [
    {
      name: "cpex-encoded-exfil-detection 0.3.10",
      detector: "cpex_encoded_exfil_detection.encoded_exfil_detection:EncodedExfilDetectorPlugin",
      config: {},
    },
  ],
};

export const piiPeer: Peer = {
  name: "cpex-pii-filter 0.3.9",
  detector: "cpex_pii_filter.pii_filter_rust:PIIDetectorRust",
  config: {},
};

const python = fileURLToPath(new URL("../../../.cache/peers/wheels/bin/python", import.meta.url));
const driver = fileURLToPath(new URL("drive.py", import.meta.url));

/** Whether the peers are installed. */
export function hasPeers(): boolean {
  return existsSync(python);
}

const flagAnswer = z.object({ flags: z.array(z.boolean()), microseconds: z.number() });

/** Whether the peer objects to each payload, and the time of all. @throws Error with what Python said */
export async function peerFlags(
  { detector, config }: Peer,
  rows: readonly (readonly [hook: string, payload: object])[],
): Promise<{ readonly flags: readonly boolean[]; readonly microseconds: number }> {
  return flagAnswer.parse(await ask({ detector, config, rows }));
}

const spanAnswer = z.object({
  spans: z.array(z.array(z.tuple([z.string(), z.int(), z.int()]))),
  microseconds: z.number(),
});

/** A finding, in code units. */
export interface PeerFinding {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

/** What the peer finds in each text, and the time of all. @throws Error with what Python said */
export async function peerSpans(
  { detector, config }: Peer,
  texts: readonly string[],
): Promise<{ readonly findings: readonly (readonly PeerFinding[])[]; readonly microseconds: number }> {
  const { spans, microseconds } = spanAnswer.parse(await ask({ detector, config, spans: texts }));
  const findings = spans.map((list, index) => {
    const bytes = Buffer.from(texts[index] as string, "utf8");
    const units = (byte: number) => bytes.subarray(0, byte).toString("utf8").length;
    return list.map(([type, start, end]) => ({
      type,
      start: units(start),
      length: units(end) - units(start),
    }));
  });
  return { findings, microseconds };
}

function ask(document: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [driver], { stdio: ["pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      err = (err + chunk.toString("utf8")).slice(-2000);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(Buffer.concat(out).toString("utf8")));
      else reject(new Error(`${driver} ended with ${code}: ${err}`));
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(JSON.stringify(document));
  });
}
