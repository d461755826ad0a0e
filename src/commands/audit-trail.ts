import { type Audit, type AuditObserver, createAudit } from "../audit/audit.ts";
import { hashing } from "../audit/chain.ts";
import type { AuditedConfiguration, AuditedDecision } from "../audit/events.ts";
import { fileSink, streamSink } from "../audit/sink.ts";
import type { StreamAcceptor } from "../extproc/transport/transport.ts";
import { systemClock } from "../framework/index.ts";
import type { Generation } from "../generations/generation.ts";
import type { ReloadObserver } from "../generations/generations.ts";
import type { DecisionSource, InspectionObserver } from "../inspection/exchange-state.ts";
import type { Decision } from "../inspection/verdict.ts";
import type { AdapterSettings } from "../settings/adapter.ts";
import type { AuditSettings } from "../settings/audit.ts";
import type { Log } from "../telemetry/log.ts";
import { maskText } from "../telemetry/masked-fields.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { secretNames } from "../telemetry/secret-names.ts";
import { readAuditKey } from "./audit-key.ts";

/** The audit as the process has it; it outlives every configuration. */
export interface AuditTrail {
  /** The observer, and a record of each decision. A message that may go unrecorded and was not denied is refused. */
  observe(observer: InspectionObserver): InspectionObserver;
  /** The observer, and a record of each configuration that takes over and of each plugin that is changed alone. */
  watch(observer: ReloadObserver): ReloadObserver;
  /** Takes no stream while decisions cannot be recorded, unless the settings ignore that. */
  guard(accept: StreamAcceptor, onRefused: () => void): StreamAcceptor;
  /** Why no traffic is taken: a code. */
  refusing(): string | undefined;
  /** Writes the first record. Rejects where that fails and the settings don't ignore it. */
  open(): Promise<void>;
  /** Writes what waits. Never rejects. */
  close(): Promise<void>;
}

/** gRPC status UNAVAILABLE: Envoy fails the exchange closed, and its client may come again. */
const unavailable = 14;

/** A decision could not be recorded, so that its message must not go on. */
class AuditUnavailable extends Error {
  override name = "AuditUnavailable";
}

/** Rejects, with a message for the operator, when the key cannot be read. */
export async function createAuditTrail(
  settings: AdapterSettings,
  metrics: Metrics,
  log: Log,
): Promise<AuditTrail> {
  const { audit: wanted } = settings;
  if (wanted.file === undefined && !wanted.stdout) return noAudit;
  const isSecret = secretNames(settings.telemetry.log.mask_keys);
  const hashes = hashing(await readAuditKey(wanted.hmac_key, wanted.hmac_key_file));
  const sink =
    wanted.file === undefined
      ? streamSink(process.stdout)
      : fileSink({
          path: wanted.file,
          hashing: hashes,
          sync: wanted.sync,
          maxBytes: wanted.max_file_bytes,
          maxFiles: wanted.max_files,
        });
  const audit = createAudit({
    settings: wanted,
    sink,
    hashing: hashes,
    observer: auditObserver(metrics, log),
    mask: (text) => maskText(text, isSecret),
    now: Date.now,
    after: systemClock.after,
  });
  return trailOf(audit, wanted);
}

function trailOf(audit: Audit, { file, on_error }: AuditSettings): AuditTrail {
  return {
    observe: (observer) => ({
      ...observer,
      decided(decision, source) {
        observer.decided(decision, source);
        // What is denied goes nowhere, recorded or not.
        if (!audit.record(audited(decision, source)) && decision.action !== "denied")
          throw new AuditUnavailable();
      },
    }),
    watch: (observer) => {
      let last: Omit<AuditedConfiguration, "reason"> | undefined;
      return {
        ...observer,
        took(generation, cause) {
          observer.took(generation, cause);
          last = configurationOf(generation);
          audit.configured({ ...last, ...cause });
        },
        switchedOn(plugin) {
          observer.switchedOn(plugin);
          if (last !== undefined) audit.configured({ ...last, reason: "plugin_switch_on", plugin });
        },
      };
    },
    guard: (accept, onRefused) => (stream) => {
      if (audit.refusing() === undefined) return accept(stream);
      onRefused();
      stream.endError(unavailable, "audit unavailable");
      return { onMessage() {}, onHalfClose() {}, onClosed() {}, onDrain() {} };
    },
    refusing: audit.refusing,
    async open() {
      const problem = await audit.open();
      if (problem !== undefined && on_error === "fail")
        throw new Error(`the audit cannot be written: ${problem}: ${file ?? "standard output"}`);
    },
    close: audit.close,
  };
}

const noAudit: AuditTrail = {
  observe: (observer) => observer,
  watch: (observer) => observer,
  guard: (accept) => accept,
  refusing: () => undefined,
  open: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** Modes as they act: an external plugin's may come from its server. */
function configurationOf({ number, parts }: Generation): Omit<AuditedConfiguration, "reason"> {
  const acting = new Map(parts.instances.map(({ name, entry }) => [name, entry.mode]));
  const plugins = parts.entries.map(({ name, mode }) => ({ name, mode: acting.get(name) ?? mode }));
  return { generation: number, enabled: parts.enabled, plugins };
}

function audited(decision: Decision, source: DecisionSource): AuditedDecision {
  const { method, name, verdict, action, plugin, code } = decision;
  const { context, leg, rawId, executions, violation } = source;
  const { request_id, user, tenant_id, server_id } = context;
  return {
    time: Date.now(),
    exchange: request_id,
    ...{ method, name, verdict, action, plugin, code, leg, rawId, user, executions, violation },
    tenant: tenant_id,
    server: server_id,
  };
}

/** One line when something begins, not one a second while it lasts. */
function auditObserver(metrics: Metrics, log: Log): AuditObserver {
  let failing = "";
  return {
    written: metrics.auditWritten,
    lost: metrics.auditLost,
    failed(code) {
      metrics.auditFailing(true);
      if (failing !== code) log.error({ code }, "the audit cannot be written");
      failing = code;
    },
    recovered() {
      metrics.auditFailing(false);
      if (failing !== "") log.info({}, "the audit is written again");
      failing = "";
    },
    anchored: (why, { id, sequence, hash }) =>
      log.info({ why, chain: id, sequence, hash }, "head of the audit's chain"),
    setAside: (what) => log.error({ ...what }, "the end of the audit's file could not be continued"),
  };
}
