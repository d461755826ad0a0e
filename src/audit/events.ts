import type { AuditRecord } from "./chain.ts";

/**
 * Records as events of OCSF 1.8 (schema.ocsf.io): each decision an "API Activity" (class 6003) with the profile
 * `security_control`, what happens to the audit itself or to the configuration an "Application Lifecycle" (class 6002).
 */

/** What is recorded of one decision. */
export interface AuditedDecision {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The exchange. */
  readonly exchange: string;
  readonly leg: string;
  readonly verdict: "allow" | "deny" | "error";
  readonly action: "allowed" | "modified" | "answered" | "denied" | "recorded";
  readonly method?: string | undefined;
  /** Tool or prompt name, or resource URI without its query. */
  readonly name?: string | undefined;
  readonly plugin?: string | undefined;
  readonly code?: string | undefined;
  /** The JSON-RPC id as it stood in the source. */
  readonly rawId?: string | undefined;
  readonly user?: string | Readonly<Record<string, unknown>> | undefined;
  readonly tenant?: string | undefined;
  readonly server?: string | undefined;
  /** Only where the settings include them. */
  readonly executions?: readonly AuditedExecution[] | undefined;
  readonly violation?: AuditedViolation | undefined;
}

export interface AuditedExecution {
  readonly plugin: string;
  readonly hook: string;
  readonly mode: string;
  readonly verdict: string;
  readonly action: string;
  readonly modified: boolean;
  readonly duration_ns: number;
}

export interface AuditedViolation {
  readonly reason: string;
  readonly description: string;
  readonly details: object;
}

/** What happens to the audit itself. `rotated` begins a file; `lost`: records before this one are missing. */
export type AuditChange =
  | {
      readonly kind: "opened";
      /** An earlier process began the chain. */
      readonly continues: boolean;
      readonly aside?: SetAside | undefined;
    }
  | { readonly kind: "rotated" }
  | { readonly kind: "lost"; readonly records: number }
  | { readonly kind: "closed" };

/** What was found at the end of an earlier file and could not be continued. */
export interface SetAside {
  readonly file: string;
  readonly why: string;
  readonly bytes: number;
  /** Of what was set aside; of a torn line only. */
  readonly sha256?: string | undefined;
}

/** Which configuration decides from here on, and why another one did before. */
export interface AuditedConfiguration {
  readonly reason:
    | "start"
    | "files"
    | "signal"
    | "request"
    | "retry"
    | "plugin_reload"
    | "plugin_mode"
    | "plugin_switch_on";
  /** Number of the configuration, from 1 at the start of the process. */
  readonly generation: number;
  /** False: no plugin runs. */
  readonly enabled: boolean;
  /** The one that was changed alone, and the mode that it was given. */
  readonly plugin?: string | undefined;
  readonly mode?: string | undefined;
  readonly plugins: readonly { readonly name: string; readonly mode: string }[];
}

const version = "1.8.0";
const product = { name: "Plugins Adapter", feature: { name: "audit" } };
const longest = { word: 256, text: 1000, details: 4000, executions: 100, plugins: 1000 } as const;

/** OCSF's words for what was done: action_id (1 Allowed, 2 Denied, 3 Observed, 4 Modified) and disposition_id. */
const outcomes = {
  allowed: { action_id: 1, disposition_id: 1, severity_id: 1, status_id: 1 },
  answered: { action_id: 1, disposition_id: 1, severity_id: 1, status_id: 1 },
  modified: { action_id: 4, disposition_id: 11, severity_id: 2, status_id: 1 },
  recorded: { action_id: 3, disposition_id: 15, severity_id: 2, status_id: 1 },
  denied: { action_id: 2, disposition_id: 2, severity_id: 3, status_id: 2 },
} as const;

/** @param mask takes secrets out of a text that a client or a plugin chose */
export function decisionEvent(decision: AuditedDecision, mask: (text: string) => string): AuditRecord {
  const { time, exchange, leg, verdict, action, plugin, code, tenant, server, executions, violation } =
    decision;
  const method = word(decision.method);
  const name = decision.name === undefined ? undefined : word(mask(decision.name));
  const activity = activityOf(method);
  return {
    event: {
      ...eventOf(6003, activity.id, time),
      ...(activity.id === 99 && { activity_name: method }),
      ...outcomes[action],
      ...(action === "recorded" && verdict === "error" && { disposition_id: 27 }),
      is_alert: verdict !== "allow",
      ...(code !== undefined && { status_code: word(code) }),
      ...(plugin !== undefined && { policy: { name: word(plugin) } }),
      actor: actorOf(decision.user),
      src_endpoint: { name: "envoy" },
      api: {
        operation: method ?? "unknown",
        service: { name: word(server) ?? "mcp" },
        request: { uid: word(decision.rawId) ?? exchange },
      },
      ...(name && { resources: [{ name, type: resourceType(method) }] }),
      metadata: {
        ...metadataOf(["security_control"]),
        correlation_uid: exchange,
        ...(tenant !== undefined && { tenant_uid: word(tenant) }),
      },
    },
    unmapped: {
      verdict,
      action,
      leg,
      ...(executions && { executions: executions.slice(0, longest.executions).map(executionOf) }),
      ...(violation && { violation: violationOf(violation, mask) }),
    },
  };
}

/** @param opensFile it is the first record of a file; only such a one may be, so that no file loses its start unseen */
export function changeEvent(change: AuditChange, time: number, opensFile = false): AuditRecord {
  const activity = { opened: 3, rotated: 99, lost: 99, closed: 4 }[change.kind];
  const { kind, ...rest } = change;
  return {
    event: {
      ...eventOf(6002, activity, time),
      ...(activity === 99 && { activity_name: kind }),
      severity_id: kind === "lost" || (kind === "opened" && change.aside) ? 4 : 1,
      status_id: kind === "lost" ? 2 : 1,
      app: product,
      metadata: metadataOf([]),
    },
    unmapped: {
      change: kind,
      ...rest,
      ...(opensFile && { opens_file: true }),
    },
  };
}

/** A plugin that was changed alone is somebody's doing while the process runs, and worth a look. */
export function configurationEvent(configuration: AuditedConfiguration, time: number): AuditRecord {
  const { plugin, plugins, ...rest } = configuration;
  return {
    event: {
      ...eventOf(6002, 99, time),
      activity_name: "configured",
      severity_id: plugin === undefined && rest.enabled ? 1 : 2,
      status_id: 1,
      app: { ...product, feature: { name: "plugins" } },
      metadata: metadataOf([]),
    },
    unmapped: {
      change: "configured",
      ...rest,
      ...(plugin !== undefined && { plugin: word(plugin) }),
      plugin_count: plugins.length,
      plugins: plugins.slice(0, longest.plugins).map(({ name, mode }) => ({ name: word(name), mode })),
    },
  };
}

function eventOf(class_uid: number, activity_id: number, time: number) {
  return { activity_id, category_uid: 6, class_uid, type_uid: class_uid * 100 + activity_id, time };
}

function metadataOf(profiles: readonly string[]) {
  return { version, product, log_name: "audit", ...(profiles.length > 0 && { profiles }) };
}

/** OCSF's verbs are create, read, update and delete; only reading is sure from a method's name. */
function activityOf(method: string | undefined): { readonly id: 0 | 2 | 99 } {
  if (method === undefined) return { id: 0 };
  return { id: /(?:\/list|\/read|\/get|\/discover)$/.test(method) ? 2 : 99 };
}

function resourceType(method: string | undefined): string {
  const family = method?.split("/", 1)[0];
  return family === "tools" ? "tool" : family === "prompts" ? "prompt" : "resource";
}

/** A user may be a mapping, as tokens have them. Nobody known: the actor is the client, whoever that is. */
function actorOf(user: AuditedDecision["user"]) {
  if (user === undefined) return { app_name: "mcp-client" };
  if (typeof user === "string") return { user: { name: word(user) } };
  const text = (...names: string[]): string | undefined => {
    for (const name of names) {
      const value = Object.hasOwn(user, name) ? user[name] : undefined;
      if (typeof value === "string" && value !== "") return word(value);
    }
    return undefined;
  };
  const found = {
    name: text("name", "username", "preferred_username", "email", "sub", "id"),
    uid: text("sub", "id", "uid"),
    email_addr: text("email"),
  };
  return found.name === undefined && found.uid === undefined ? { app_name: "mcp-client" } : { user: found };
}

function executionOf({ plugin, hook, mode, verdict, action, modified, duration_ns }: AuditedExecution) {
  return { plugin: word(plugin), hook: word(hook), mode, verdict, action, modified, duration_ns };
}

/** Details are one text, so that their shape is bounded too. */
function violationOf({ reason, description, details }: AuditedViolation, mask: (text: string) => string) {
  return {
    reason: mask(reason).slice(0, longest.text),
    description: mask(description).slice(0, longest.text),
    details: mask(JSON.stringify(details)).slice(0, longest.details),
  };
}

function word<T extends string | undefined>(text: T): T {
  return text?.slice(0, longest.word) as T;
}
