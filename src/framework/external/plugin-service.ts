import { readStruct } from "../../protobuf/read-struct.ts";
import {
  enter,
  hasMore,
  leave,
  type Reader,
  readBool,
  readEnum,
  readerOver,
  readTag,
  readText,
  skip,
} from "../../protobuf/reader.ts";
import { prependStruct } from "../../protobuf/write-struct.ts";
import {
  prependMessageHeader,
  prependText,
  size,
  type Writer,
  writerFor,
  written,
} from "../../protobuf/writer.ts";
import type { JsonObject } from "../json.ts";
import { isPlainObject, maxJsonDepth } from "../json-check.ts";
import { ExternalServerError } from "./errors.ts";

/**
 * Messages of ContextForge's protobuf plugin service (package `cpex`, cpex 0.1): what its gRPC and its unix socket
 * transport carry. Payloads, states and results are Structs. Field numbers are facts of that wire; what of an answer
 * cpex's own clients do not read is passed over here too. Answers become the text that an MCP server answers with.
 */

/** Full names of the service's methods. */
export const methods = {
  getPluginConfig: "/cpex.PluginService/GetPluginConfig",
  invokeHook: "/cpex.PluginService/InvokeHook",
  healthCheck: "/cpex.Health/Check",
} as const;

/** GetPluginConfigRequest: `name` (1). */
export function configRequest(name: string): Buffer {
  const writer = writerFor(64);
  prependText(writer, 1, name, "utf8");
  return written(writer);
}

/**
 * InvokeHookRequest: `hook_type` (1), `plugin_name` (2), `payload` (3), `context` (4).
 * @param args as wire.ts makes them for `invoke_hook`; throws {@link ExternalServerError} for what no Struct can hold.
 */
export function hookRequest(args: Record<string, unknown>): Buffer {
  const { hook_type, plugin_name, payload, context } = args;
  if (!isPlainObject(payload) || !isPlainObject(context)) throw notCarried();
  const writer = writerFor(1024);
  prependContext(writer, 4, context);
  struct(writer, 3, payload);
  prependText(writer, 2, String(plugin_name), "utf8");
  prependText(writer, 1, String(hook_type), "utf8");
  return written(writer);
}

/** PluginContext: `global_context` (1), `state` (2), `metadata` (3). Other fields of it have no place there. */
function prependContext(writer: Writer, field: number, context: Record<string, unknown>): void {
  const before = size(writer);
  filledStruct(writer, 3, context["metadata"]);
  filledStruct(writer, 2, context["state"]);
  if (isPlainObject(context["global_context"])) prependGlobalContext(writer, 1, context["global_context"]);
  prependMessageHeader(writer, field, before);
}

/** GlobalContext: `request_id`, `server_id`, `tenant_id`, `user_string` or `user_struct`, `metadata`, `state` (1 to 7). */
function prependGlobalContext(writer: Writer, field: number, global: Record<string, unknown>): void {
  const before = size(writer);
  filledStruct(writer, 7, global["state"]);
  filledStruct(writer, 6, global["metadata"]);
  const { user } = global;
  if (isPlainObject(user)) struct(writer, 5, user);
  else if (typeof user === "string") prependText(writer, 4, user, "utf8");
  for (const [number, key] of [
    [3, "tenant_id"],
    [2, "server_id"],
    [1, "request_id"],
  ] as const) {
    const value = global[key];
    if (typeof value === "string" && value !== "") prependText(writer, number, value, "utf8");
  }
  prependMessageHeader(writer, field, before);
}

function filledStruct(writer: Writer, field: number, value: unknown): void {
  if (isPlainObject(value) && Object.keys(value).length > 0) struct(writer, field, value);
}

function struct(writer: Writer, field: number, value: object): void {
  prependStruct(writer, field, value, maxJsonDepth, () => {
    throw notCarried();
  });
}

const notCarried = () => new ExternalServerError("the payload or context cannot be carried as a Struct");

/** GetPluginConfigResponse: `found` (1), `config` (2). Without a plugin of the name an empty object. */
export function configText(bytes: Uint8Array): string {
  let found = false;
  let config: JsonObject = {};
  read(bytes, (reader, tag) => {
    if (tag >>> 3 === 1) found = readBool(reader, tag);
    else if (tag >>> 3 === 2) config = readStruct(reader, tag);
    else skip(reader, tag);
  });
  return JSON.stringify(found ? config : {});
}

/** InvokeHookResponse: `plugin_name` (1), `result` (2), `context` (3), `error` (4); its `result_base` repeats `result`. */
export function hookText(bytes: Uint8Array): string {
  const reply: { plugin_name?: string; result?: JsonObject; context?: JsonObject; error?: JsonObject } = {};
  read(bytes, (reader, tag) => {
    switch (tag >>> 3) {
      case 1:
        reply.plugin_name = readText(reader, tag, "utf8");
        break;
      case 2:
        // Which of two counts, nobody could say.
        if (reply.result !== undefined) throw noMessage();
        reply.result = readStruct(reader, tag);
        break;
      case 3:
        reply.context = readContext(reader, tag);
        break;
      case 4:
        skip(reader, tag);
        reply.error = {};
        break;
      default:
        skip(reader, tag);
    }
  });
  return JSON.stringify(reply);
}

/** HealthCheckResponse: `status` (1), of which 1 is SERVING. */
export function isServing(bytes: Uint8Array): boolean {
  let status = 0;
  read(bytes, (reader, tag) => {
    if (tag >>> 3 === 1) status = readEnum(reader, tag);
    else skip(reader, tag);
  });
  return status === 1;
}

/** An absent global state says nothing, as cpex's clients take it; an absent state or metadata is an empty one. */
function readContext(reader: Reader, contextTag: number): JsonObject {
  const context: JsonObject = { state: {}, metadata: {} };
  const outerEnd = enter(reader, contextTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    switch (tag >>> 3) {
      case 1:
        context["global_context"] = readGlobalContext(reader, tag);
        break;
      case 2:
        context["state"] = readStruct(reader, tag);
        break;
      case 3:
        context["metadata"] = readStruct(reader, tag);
        break;
      default:
        skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return context;
}

function readGlobalContext(reader: Reader, globalTag: number): JsonObject {
  const global: JsonObject = {};
  const outerEnd = enter(reader, globalTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    if (tag >>> 3 !== 7) {
      skip(reader, tag);
      continue;
    }
    const state = readStruct(reader, tag);
    if (Object.keys(state).length > 0) global["state"] = state;
  }
  leave(reader, outerEnd);
  return global;
}

function read(bytes: Uint8Array, field: (reader: Reader, tag: number) => void): void {
  const reader = readerOver(bytes);
  while (hasMore(reader)) field(reader, readTag(reader));
  if (reader.problem !== undefined) throw noMessage();
}

const noMessage = () =>
  new ExternalServerError("the server's answer is no message of ContextForge's plugin service");
