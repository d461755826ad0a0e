import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** Paths of PEM files: a self-signed certificate, which is its own authority, and its key. */
export type KeyPair = { readonly cert: string; readonly key: string };

/** Key pairs of a server (`DNS:adapter.test`, `IP:127.0.0.1`), of a client it may trust, and of somebody else. */
export function makeCertificates(t: TestContext): Record<"server" | "client" | "stranger", KeyPair> {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-tls-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const make = (name: string): KeyPair => {
    const pair = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
    const names = "subjectAltName=DNS:adapter.test,IP:127.0.0.1";
    const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const rest = [
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
      "-addext",
      names,
      "-keyout",
      pair.key,
      "-out",
      pair.cert,
    ];
    execFileSync("openssl", [...request, ...rest], { stdio: "pipe" });
    return pair;
  };
  return { server: make("server"), client: make("client"), stranger: make("stranger") };
}
