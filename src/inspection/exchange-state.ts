import { randomUUID } from "node:crypto";
import type {
  ExecutionRecord,
  GlobalContext,
  HookOutcome,
  JsonObject,
  PluginViolation,
  StopSignal,
} from "../framework/index.ts";
import type { HookName, HookPayloads } from "../framework/payloads.ts";
import type { AdapterSettings } from "../settings/adapter.ts";
import type { Correlation, OpenRef } from "../state/correlation.ts";
import { ExchangeEnd } from "./exchange-end.ts";
import type { Decision, HeaderChanges, Headers, MaybePromise } from "./verdict.ts";

/** What the inspection needs of the plugin manager. */
export interface HookRunner {
  /** Whether any plugin that is switched on runs on the hook. */
  wants(hook: string): boolean;
  invokeHook<H extends HookName>(
    hook: H,
    payload: HookPayloads[H],
    context: GlobalContext,
    options: HookRunOptions,
  ): MaybePromise<HookOutcome<HookPayloads[H]>>;
  releaseContexts(requestId: string): void;
}

export interface HookRunOptions {
  /** Longest time for all plugins of this hook together, milliseconds. */
  readonly budgetMs: number;
  readonly signal: StopSignal;
  /** Size of the payload's source text in bytes, an upper bound of its text. */
  readonly sizeHint: number;
  /** The name or URI is not known (an answer without its request): name conditions then match, as the strictest reading. */
  readonly subjectUnknown?: boolean;
  /** Who may answer in the server's place, or keep its answer. */
  readonly answerable?: Answerable | undefined;
}

/**
 * Of which server a plugin may give an answer in its place, or keep the answer; undefined: of none. `edited`: others before
 * it edited the payload.
 */
export type Answerable = (plugin: string, edited: boolean) => string | undefined;

/** Where a message was met. `events`: in an event stream of the server. */
export type DecisionLeg = "request" | "response" | "events";

/** What a decision came from. */
export interface DecisionSource {
  /** The exchange (`request_id`), and who it is from as far as that is known. */
  readonly context: GlobalContext;
  /** As they came; undefined when the filter sends no header frames. */
  readonly requestHeaders: Headers | undefined;
  readonly leg: DecisionLeg;
  /** Envoy's body mode for this direction, where it was told. */
  readonly bodyMode: string | undefined;
  /** The JSON-RPC id as it stood in the source, where it is known. */
  readonly rawId: string | undefined;
  /** Runs of plugins, in their order; none where the message was refused without one. Violations may quote the payload. */
  readonly executions: readonly ExecutionRecord[];
  /** Why the message was denied, if plugins did it; it may quote the payload. */
  readonly violation: PluginViolation | undefined;
}

/** Who wants to know what was decided; called once a decision. */
export interface InspectionObserver {
  decided(decision: Decision, source: DecisionSource): void;
  /** The processing mode keeps this side's bodies from us; the exchange was refused. */
  unfit(side: "request" | "response"): void;
  /** Something of our own threw; the message was denied. */
  faulted(error: unknown): void;
}

export interface InspectionParts {
  readonly hooks: HookRunner;
  readonly settings: AdapterSettings;
  readonly observer: InspectionObserver;
  /** What exchanges leave for later ones; one for all configurations of the process. */
  readonly correlation: Correlation;
  /** False: plugins are switched off altogether and traffic passes unread. */
  readonly enabled: boolean;
}

/** One request of the exchange's POST that awaits its answer. */
export interface Call {
  /** The id as key: its type and its value. */
  readonly idKey: string;
  /** The id as it stood in the source. */
  readonly rawId: string;
  readonly method: string;
  /** Tool or prompt name, or resource URI; as forwarded. */
  readonly subject: string;
  /** What plugins of `resource_pre_fetch` left in the payload's metadata. */
  readonly metadata?: JsonObject;
  /** Where the request asks for a task: the request that started it, if that is known. */
  readonly startedBy?: { readonly method: string; readonly subject?: string };
  /** Its answer, or an error in its place, was inspected. */
  answered?: boolean;
  /** Who may keep its answer for the same call again; undefined for nobody. */
  keepable?: Answerable | undefined;
  /** Stands for it while it waits for its answer; undefined without a session, and before it goes to the server. */
  openRef?: OpenRef | undefined;
  /** What arrives under its id can only be its answer; undefined where that was not asked yet. */
  isOwn?: MaybePromise<boolean>;
}

/** The other end of the downstream connection, in ContextForge's words. */
export interface Client {
  readonly client_host?: string;
  readonly client_port?: number;
}

/** What one exchange's inspection remembers between its frames. */
export interface ExchangeState {
  readonly parts: InspectionParts;
  readonly context: GlobalContext;
  readonly end: ExchangeEnd;
  /** By the keys of their ids: a batch may hold a hundred thousand. */
  readonly calls: Map<string, Call>;
  /** What is looked at now. */
  leg: DecisionLeg;
  /** Envoy's body modes as the filter configures them, where they were told. */
  readonly bodyModes: { request: string | undefined; response: string | undefined };
  /** Headers of plugins for the response, gathered from every hook that ran. */
  readonly responseHeaders: Map<string, string>;
  /** When the plugins of the frame at hand must be through, on the `performance.now` clock. */
  deadline: number;
  /** When that frame came, on the same clock. */
  frameAt: number;
  requestHeaders: Headers | undefined;
  /** The request's headers as plugins see them, with what plugins have changed so far. */
  forwardedHeaders: Record<string, string> | undefined;
  /** How the user was authenticated, as a plugin that resolved the user says. */
  authMethod: string | undefined;
  /** Plugins were asked whether the client may connect: open an event stream, or end a session. */
  connectionAsked: boolean;
  /** Where the request came from, as Envoy says. */
  client: Client;
  /** What plugins on the response's headers have changed; undefined before they ran. */
  postEdits: HeaderChanges | undefined;
  /** The request carried a message, so that the response must be its answer. */
  requestSeen: boolean;
  /** The calls are kept for a stream that resumes this one. */
  callsRemembered: boolean;
  /** Other exchanges can see that this one waits for answers to its calls. */
  callsOpened: boolean;
  batched: boolean;
  /** A plugin answers in the server's place, within the time of the request's frame. */
  answering: boolean;
  /** The operator listed the request as not MCP. */
  exempt: boolean;
  /** The response's headers, when they were seen. */
  responseHeadersSeen: Headers | undefined;
}

/** The state of an exchange of which nothing was seen yet. */
export function newExchangeState(parts: InspectionParts): ExchangeState {
  return {
    parts,
    context: { request_id: randomUUID(), state: {}, metadata: {} },
    end: new ExchangeEnd(),
    calls: new Map(),
    leg: "request",
    bodyModes: { request: undefined, response: undefined },
    responseHeaders: new Map(),
    deadline: 0,
    frameAt: 0,
    requestHeaders: undefined,
    forwardedHeaders: undefined,
    authMethod: undefined,
    connectionAsked: false,
    client: {},
    postEdits: undefined,
    requestSeen: false,
    callsRemembered: false,
    callsOpened: false,
    batched: false,
    answering: false,
    exempt: false,
    responseHeadersSeen: undefined,
  };
}

/** All plugins of one frame share one budget: Envoy's message_timeout runs per frame. */
export function startBudget(state: ExchangeState): void {
  if (state.answering) return;
  state.deadline = performance.now() + state.parts.settings.limits.message_budget_ms;
}

/** Longest time of a frame's answer beyond the budget that may be used, milliseconds: half of what the transport waits. */
const longestGraceMs = 500;

/**
 * Plugins on a denial have what is left of a frame's time: those before them may have used their whole budget, and once
 * Envoy's message_timeout is over the client gets a bare 500 in the denial's place.
 */
export function startDenialBudget(state: ExchangeState): void {
  const { message_budget_ms, message_timeout_ms } = state.parts.settings.limits;
  const grace = Math.min(longestGraceMs, (message_timeout_ms - message_budget_ms) / 2);
  startBudget(state);
  state.deadline = Math.min(state.deadline, state.frameAt + message_budget_ms + grace);
}

/** The first value of a header, or undefined. Names are lower case. */
export function headerValue(headers: Headers | undefined, name: string): string | undefined {
  if (headers !== undefined) for (const header of headers) if (header[0] === name) return header[1];
  return undefined;
}

/** Every value of a header, in wire order. */
export function headerValues(headers: Headers | undefined, name: string): string[] {
  const values: string[] = [];
  if (headers !== undefined) for (const header of headers) if (header[0] === name) values.push(header[1]);
  return values;
}

/** The response has an error status (RFC 9110 §15.5, §15.6): no client takes a result from its body. */
export function isHttpError({ responseHeadersSeen }: ExchangeState): boolean {
  return Number(headerValue(responseHeadersSeen, ":status")) >= 400;
}

/** Whether the client opens an event stream: a GET that accepts one. Some read any body that comes back as events. */
export function awaitsEvents({ requestHeaders }: ExchangeState): boolean {
  if (headerValue(requestHeaders, ":method") !== "GET") return false;
  return headerValues(requestHeaders, "accept").some((value) => value.toLowerCase().includes("event-stream"));
}
