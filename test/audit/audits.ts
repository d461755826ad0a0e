import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Audit, type AuditObserver, type AuditOptions, createAudit } from "../../src/audit/audit.ts";
import { type ChainHead, hashing } from "../../src/audit/chain.ts";
import type { AuditedDecision } from "../../src/audit/events.ts";
import { type AuditSink, fileSink } from "../../src/audit/sink.ts";
import { type AuditReport, verifyAudit } from "../../src/audit/verify.ts";
import { auditSettings } from "../../src/settings/audit.ts";

export const defaults = auditSettings.parse({});

export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function decision(more: Partial<AuditedDecision> = {}): AuditedDecision {
  return {
    time: 1_763_733_495_901,
    exchange: "e",
    leg: "request",
    verdict: "allow",
    action: "allowed",
    ...more,
  };
}

/** What an audit told of itself. */
export interface Told {
  readonly failures: string[];
  readonly heads: (readonly [string, ChainHead])[];
  readonly aside: string[];
  written: number;
  lost: number;
  recovered: number;
}

export interface Opened {
  readonly audit: Audit;
  readonly told: Told;
  /** Lets a retry that waits happen. */
  retry(): void;
}

/** An audit whose clock stands still. */
export function auditOn(sink: AuditSink, more: Partial<AuditOptions> & { key?: string } = {}): Opened {
  const told: Told = { failures: [], heads: [], aside: [], written: 0, lost: 0, recovered: 0 };
  const observer: AuditObserver = {
    written(records) {
      told.written += records;
    },
    lost(records) {
      told.lost += records;
    },
    failed: (code) => void told.failures.push(code),
    recovered() {
      told.recovered++;
    },
    anchored: (why, head) => void told.heads.push([why, head]),
    setAside: ({ file, why }) => void told.aside.push(`${why} ${file}`),
  };
  const waiting = new Set<() => void>();
  const audit = createAudit({
    settings: defaults,
    sink,
    hashing: hashing(more.key === undefined ? undefined : Buffer.from(more.key)),
    observer,
    mask: (text) => text,
    now: () => 1_763_733_495_901,
    after(ms, callback) {
      if (ms !== 1000) return () => {};
      waiting.add(callback);
      return () => waiting.delete(callback);
    },
    ...more,
  });
  const retry = () => {
    for (const callback of [...waiting]) {
      waiting.delete(callback);
      callback();
    }
  };
  return { audit, told, retry };
}

export function fileAudit(
  path: string,
  more: Parameters<typeof auditOn>[1] & { maxBytes?: number; maxFiles?: number } = {},
): Opened {
  const key = more.key === undefined ? undefined : Buffer.from(more.key);
  const { maxBytes = 1e9, maxFiles = 4 } = more;
  return auditOn(fileSink({ path, hashing: hashing(key), sync: false, maxBytes, maxFiles }), more);
}

/** Checks texts as if they were files. */
export function verifyTexts(
  texts: readonly (string | Uint8Array)[],
  key?: string,
  anchor?: { sequence: number; hash: string | undefined },
): Promise<AuditReport> {
  const files = texts.map((text, index) => ({
    name: `${index}`,
    async *bytes() {
      const bytes = Buffer.from(text as string);
      // In pieces, as a file comes.
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    },
  }));
  return verifyAudit(files, hashing(key === undefined ? undefined : Buffer.from(key)), anchor);
}
