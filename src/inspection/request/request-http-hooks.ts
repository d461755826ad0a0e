import { httpHooks } from "../../framework/http-hooks.ts";
import type { HookOutcome, JsonObject } from "../../framework/index.ts";
import { authDecisionOf, decisionOf, weightier } from "../decision.ts";
import { httpRefusalOf, type Refusal } from "../denials/denials.ts";
import { type Client, type ExchangeState, headerValue, startBudget } from "../exchange-state.ts";
import { gatherHeaders } from "../headers/gather-headers.ts";
import { boundedEdits, keptCredentials, tooManyEdits } from "../headers/header-edits.ts";
import { changedList, headerDifference, pluginHeaders } from "../headers/plugin-headers.ts";
import { violationOf } from "../hooks/outcomes.ts";
import { runHook } from "../hooks/run-hook.ts";
import { type Steps, waitFor } from "../steps.ts";
import { tell } from "../tell.ts";
import type { Decision, HeaderChanges, Headers, RequestHead } from "../verdict.ts";
import { resolveIdentity } from "./identity.ts";
import { checkConnection, mustCheckConnection } from "./permission.ts";

/** What plugins on a request's headers came to. */
export type RequestHeadOutcome =
  | { readonly ok: true; readonly headers?: HeaderChanges; readonly decision?: Decision }
  | { readonly ok: false; readonly refusal: Refusal; readonly decision: Decision };

/** Whether any plugin has to see the request's headers before anything else is decided. */
export function readsRequestHead(state: ExchangeState): boolean {
  const { hooks } = state.parts;
  if (hooks.wants("http_pre_request")) return true;
  return (!state.exempt && hooks.wants("http_auth_resolve_user")) || mustCheckConnection(state);
}

/**
 * Runs `http_pre_request`, whose edits everything later sees, the configured identity included; then, where the request
 * may be MCP, `http_auth_resolve_user`, whose user is the context's from then on, and where it opens an event stream or
 * ends a session `http_auth_check_permission`.
 */
export function* runRequestHeadHooks(
  state: ExchangeState,
  head: RequestHead & { readonly headers: Headers },
): Steps<RequestHeadOutcome> {
  startBudget(state);
  const before = yield* preRequest(state, head);
  if (!before.ok || state.exempt) return before;
  let { decision } = before;
  if (state.parts.hooks.wants("http_auth_resolve_user")) {
    const resolved = yield* resolveUser(state);
    if (!resolved.ok) return resolved;
    decision = weightier(decision, resolved.decision);
  }
  if (mustCheckConnection(state)) {
    const permitted = yield* permitConnection(state);
    if (!permitted.ok) return permitted;
    decision = weightier(decision, permitted.decision);
  }
  return { ...before, ...(decision && { decision }) };
}

/** Whether the client may open an event stream or end a session; it has no message that a denial could answer. */
export function* permitConnection(state: ExchangeState): Steps<RequestHeadOutcome> {
  const outcome = yield* waitFor(checkConnection(state));
  gatherHeaders(state, outcome);
  if (!outcome.continue_processing) return refused(state, outcome, 403);
  return { ok: true, ...told(state, outcome, authDecisionOf(outcome)) };
}

/** Notes where the request comes from, if a plugin is to be told. */
export function noteClient(state: ExchangeState, head: RequestHead): void {
  if (hookNames.some((hook) => state.parts.hooks.wants(hook))) state.client = clientOf(head.attributes());
}

const hookNames = Object.keys(httpHooks);

/** Path (without query) and method, as payloads have them. */
export function requestLine({ requestHeaders }: ExchangeState): { path: string; method: string } {
  const path = headerValue(requestHeaders, ":path")?.split("?", 1)[0] ?? "";
  return { path, method: headerValue(requestHeaders, ":method") ?? "" };
}

function* preRequest(
  state: ExchangeState,
  head: RequestHead & { readonly headers: Headers },
): Steps<RequestHeadOutcome> {
  const { hooks, settings } = state.parts;
  if (!hooks.wants("http_pre_request")) return { ok: true };
  const headers = pluginHeaders(head.headers);
  const payload = { ...requestLine(state), ...state.client, headers };
  const run = runHook(state, { hook: "http_pre_request", payload, sizeHint: sizeOf(headers) });
  const outcome = yield* waitFor(run);
  if (!outcome.continue_processing) return refused(state, outcome, 403);
  let changes = headerDifference(headers, outcome.payload.headers);
  if (changes && !settings.http_hooks.plugins_can_override_auth_headers)
    changes = keptCredentials(headers, changes);
  if (changes && !boundedEdits(changes, settings)) return refused(state, tooManyEdits(outcome), 500);
  gatherHeaders(state, outcome);
  if (changes) {
    state.requestHeaders = changedList(head.headers, changes);
    const { context } = state;
    for (const field of ["user", "tenant_id", "server_id"] as const) delete context[field];
    resolveIdentity(context, { ...head, headers: state.requestHeaders }, settings);
  }
  return { ok: true, ...(changes && { headers: changes }), ...told(state, outcome) };
}

function* resolveUser(state: ExchangeState): Steps<RequestHeadOutcome> {
  const headers = pluginHeaders(state.requestHeaders);
  const credentials = bearer(headers["authorization"]);
  const payload = { ...(credentials && { credentials }), headers, ...state.client };
  const sizeHint = 2 * sizeOf(headers);
  const outcome = yield* waitFor(runHook(state, { hook: "http_auth_resolve_user", payload, sizeHint }));
  gatherHeaders(state, outcome);
  if (!outcome.continue_processing) return refused(state, outcome, 401);
  const { user } = outcome.payload;
  if (user !== undefined) state.context.user = user;
  const { auth_method } = outcome.metadata;
  if (typeof auth_method === "string") state.authMethod = auth_method;
  return { ok: true, ...told(state, outcome, authDecisionOf(outcome)) };
}

function refused(
  state: ExchangeState,
  outcome: HookOutcome<unknown>,
  status: number,
): Extract<RequestHeadOutcome, { ok: false }> {
  const violation = violationOf(outcome);
  const decision = decisionOf(outcome);
  tell(state, decision, outcome);
  gatherHeaders(state, outcome);
  return { ok: false, refusal: httpRefusalOf(violation, state.parts.settings, status), decision };
}

/** A hook on headers that nobody objected to and nothing came of is no decision on a message. */
function told(
  state: ExchangeState,
  outcome: HookOutcome<unknown>,
  decision = decisionOf(outcome),
): { decision?: Decision } {
  if (decision.action === "allowed") return {};
  tell(state, decision, outcome);
  return { decision };
}

/** A bearer token as ContextForge's payload has it: other schemes are in the headers only. */
function bearer(authorization: string | undefined): { scheme: string; credentials: string } | undefined {
  const [, scheme, credentials] = /^(bearer) +(\S.*)$/i.exec(authorization ?? "") ?? [];
  return scheme === undefined || credentials === undefined ? undefined : { scheme, credentials };
}

/** Envoy's `source.address`: `10.0.0.1:5000`, `[::1]:5000`, or the path of a socket, which is no host. */
function clientOf(attributes: JsonObject): Client {
  const address = attributes["source.address"];
  if (typeof address !== "string") return {};
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  return host === undefined || port === undefined ? {} : { client_host: host, client_port: Number(port) };
}

function sizeOf(headers: Readonly<Record<string, string>>): number {
  let size = 1000;
  // A character of a header is a byte of latin1, two of UTF-8 at most.
  for (const [name, value] of Object.entries(headers)) size += name.length + 2 * value.length;
  return size;
}
