/** The plugin of the matrix: it denies what holds the word, in every hook, and what headers ask it to. */
import {
  definePlugin,
  type JsonObject,
  type JsonValue,
  type MessagePayload,
  type PluginContext,
  type PluginResult,
} from "plugins-adapter/framework";
import { z } from "zod";

const word = "nightfall";

export default definePlugin({
  kind: "matrix_guard",
  hooks: [
    "http_pre_request",
    "http_post_request",
    "tool_pre_invoke",
    "tool_post_invoke",
    "prompt_pre_fetch",
    "prompt_post_fetch",
    "resource_pre_fetch",
    "resource_post_fetch",
    "tool_list",
    "initialization",
    "discover",
    "sampling_request",
    "sampling_response",
    "elicitation_request",
    "elicitation_response",
    "notification",
  ],
  config: z.object({ handshake: z.boolean() }),
  create: ({ handshake }) => ({
    http_pre_request({ headers, method }, context) {
      const wanted = headers["x-matrix"] ?? "";
      context.setState("wanted", wanted);
      const [, only = method, status] = /^deny-(?:(get|delete)-)?(\d{3})$/.exec(wanted) ?? [];
      if (status === undefined || only.toUpperCase() !== method) return {};
      return deny("http_pre_request", Number(status));
    },
    http_post_request: ({ response_headers = {} }) =>
      response_headers["x-poison"] === undefined ? {} : deny("http_post_request"),
    tool_pre_invoke: ({ args }) => judge("tool_pre_invoke", args),
    tool_post_invoke: ({ result }) => judge("tool_post_invoke", withoutQuestions(result)),
    prompt_pre_fetch: ({ args }) => judge("prompt_pre_fetch", args ?? {}),
    prompt_post_fetch: ({ result }) => judge("prompt_post_fetch", result as unknown as JsonValue),
    resource_pre_fetch: ({ uri }) => judge("resource_pre_fetch", uri),
    resource_post_fetch: ({ content }) => judge("resource_post_fetch", content as unknown as JsonValue),
    tool_list: listed,
    initialization: (payload) => judge("initialization", payload),
    discover: (payload) => judge("discover", payload),
    sampling_request: (payload) => judge("sampling_request", payload),
    sampling_response: (payload) => judge("sampling_response", payload),
    elicitation_request: (payload) => judge("elicitation_request", payload),
    elicitation_response: (payload) => judge("elicitation_response", payload),
    notification: (payload) =>
      handshake && payload.method === "notifications/initialized"
        ? deny("notification")
        : judge("notification", payload),
  }),
});

/** Leaves out the entries that hold the word, or denies the list where the request's header asks for that. */
function listed(payload: MessagePayload, context: PluginContext): PluginResult<MessagePayload> {
  if (context.getState("wanted") === "whole-lists") return deny("tool_list");
  const { tools } = payload.result ?? {};
  if (!Array.isArray(tools)) return judge("tool_list", payload);
  const result: JsonObject = { ...payload.result, tools: tools.filter((tool) => !holdsWord(tool)) };
  return { modified_payload: { ...payload, result } };
}

/** What has hooks of its own. */
function withoutQuestions(result: JsonValue): JsonValue {
  if (typeof result !== "object" || result === null || Array.isArray(result)) return result;
  const { inputRequests, ...rest } = result as JsonObject;
  return rest;
}

const holdsWord = (value: unknown): boolean => JSON.stringify(value).includes(word);

/** A status after the word, as in `nightfall-429`, is the violation's. */
function judge(hook: string, value: unknown): PluginResult<never> {
  const found = new RegExp(`${word}(?:-(\\d{3}))?`).exec(JSON.stringify(value));
  return found ? deny(hook, found[1] === undefined ? undefined : Number(found[1])) : {};
}

function deny(hook: string, status?: number): PluginResult<never> {
  const violation = {
    reason: "Denied",
    description: hook,
    code: "MATRIX",
    ...(status !== undefined && { http_status_code: status }),
  };
  return { continue_processing: false, violation };
}
