import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
import type { JsonObject } from "../../../src/framework/index.ts";

/** Messages of ContextForge's plugin service by protobufjs, which knows nothing of our codec. */
const root = new protobuf.Root();
root.addJSON(protobuf.common.get("google/protobuf/struct.proto")?.nested ?? {});
const source = readFileSync(new URL("plugin-service.proto", import.meta.url), "utf8");
protobuf.parse(source, root, { keepCase: true });

type MessageName = "Name" | "Config" | "Call" | "Answer" | "Health";

export function encodeMessage(name: MessageName, fields: object): Buffer {
  const type = root.lookupType(`cpex.${name}`);
  return Buffer.from(type.encode(type.fromObject(fields)).finish());
}

/** Structs come back as JSON data. */
export function decodeMessage(name: MessageName, bytes: Uint8Array): JsonObject {
  const type = root.lookupType(`cpex.${name}`);
  return plain(type.toObject(type.decode(bytes), { oneofs: false })) as JsonObject;
}

export const struct = (fields: object): object => ({
  fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, toValue(value)])),
});

function toValue(value: unknown): object {
  if (value === null || value === undefined) return { nullValue: 0 };
  if (typeof value === "number") return { numberValue: value };
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(toValue) } };
  return { structValue: struct(value) };
}

const structFields = ["payload", "config", "result", "state", "metadata", "user_struct"];

function plain(message: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(message).map(([key, value]) => {
      if (structFields.includes(key)) return [key, fromStruct(value as StructMessage)];
      return [key, typeof value === "object" && value !== null ? plain(value as JsonObject) : value];
    }),
  );
}

interface StructMessage {
  readonly fields?: Record<string, Record<string, unknown>>;
}

function fromStruct({ fields = {} }: StructMessage): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fromValue(value)]));
}

function fromValue(value: Record<string, unknown>): unknown {
  if ("structValue" in value) return fromStruct(value["structValue"] as StructMessage);
  if ("listValue" in value) {
    const { values = [] } = value["listValue"] as { values?: Record<string, unknown>[] };
    return values.map(fromValue);
  }
  return value["numberValue"] ?? value["stringValue"] ?? value["boolValue"] ?? null;
}
