import type { JsonDocument } from "../../mcp/json/document.ts";
import { readJson } from "../../mcp/json/reader.ts";
import { applySplices } from "../../mcp/json/splice.ts";
import { type ExchangeState, headerValue, startBudget } from "../exchange-state.ts";
import type { Steps } from "../steps.ts";
import { jsonLimits, jsonStrictness } from "../strictness.ts";
import type { BodyVerdict } from "../verdict.ts";
import { pluginHeaderChanges, replacedResponse } from "./replaced-response.ts";
import { inspectErrorBody } from "./server-message.ts";

/** Inspects JSON under an error status that is no message: plugins see an object as they see an error object. */
export function* inspectErrorJson(
  state: ExchangeState,
  document: JsonDocument,
  body: Uint8Array,
): Steps<BodyVerdict> {
  if (document.kind(document.root) !== "object") return yield* inspectErrorText(state, body);
  const verdict = yield* inspectErrorBody(state, document);
  if (verdict.kind === "deny") return replacedResponse(state, verdict);
  const { splices, decision } = verdict;
  const rest = { ...pluginHeaderChanges(state), ...(decision && { decision }) };
  return splices.length === 0
    ? { kind: "pass", ...rest }
    : { kind: "replace", body: applySplices(body, splices), ...rest };
}

/**
 * Inspects a body under an error status that is not JSON, whatever its content type: clients put it, read as UTF-8,
 * into the error that they raise. Plugins see it as the message of an error object whose code is the status,
 * 0 where headers are not sent.
 */
export function* inspectErrorText(state: ExchangeState, body: Uint8Array): Steps<BodyVerdict> {
  const { settings } = state.parts;
  startBudget(state);
  const code = Number(headerValue(state.responseHeadersSeen, ":status") ?? 0);
  const error = Buffer.from(JSON.stringify({ code, message: Buffer.from(body).toString() }));
  const reading = readJson(error, jsonLimits(settings, error.length), jsonStrictness(settings));
  if (!reading.ok) throw new Error("JSON.stringify writes JSON");
  const verdict = yield* inspectErrorBody(state, reading.document);
  if (verdict.kind === "deny") return replacedResponse(state, verdict);
  const { splices, decision } = verdict;
  const rest = { ...pluginHeaderChanges(state), ...(decision && { decision }) };
  if (splices.length === 0) return { kind: "pass", ...rest };
  const { message } = JSON.parse(Buffer.from(applySplices(error, splices)).toString()) as {
    message?: unknown;
  };
  return { kind: "replace", body: Buffer.from(typeof message === "string" ? message : ""), ...rest };
}
