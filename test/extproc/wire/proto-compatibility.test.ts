import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import protobuf from "protobufjs";
import { root } from "./ext-proc-protos.ts";

interface OracleField {
  number: number;
  type: string;
  label: string;
  oneof?: string;
  of?: string;
}

interface Oracle {
  methods: Record<
    string,
    { request: string; response: string; clientStreaming: boolean; serverStreaming: boolean }
  >;
  messages: Record<string, Record<string, OracleField>>;
  enums: Record<string, Record<string, number>>;
}

/** Generated from go-control-plane by descriptors/regenerate.sh. */
const oracle = JSON.parse(
  readFileSync(new URL("./descriptors/envoy-1.40.json", import.meta.url), "utf8"),
) as Oracle;

const ours = collect(root);

describe("our proto files and Envoy's", () => {
  it("define the same method", () => {
    const service = root.lookupService("envoy.service.ext_proc.v3.ExternalProcessor");
    const methods = Object.fromEntries(
      service.methodsArray.map((method) => [
        `${service.fullName.slice(1)}.${method.name}`,
        {
          request: method.resolvedRequestType?.fullName.slice(1),
          response: method.resolvedResponseType?.fullName.slice(1),
          clientStreaming: method.requestStream,
          serverStreaming: method.responseStream,
        },
      ]),
    );
    assert.deepEqual(methods, oracle.methods);
  });

  for (const type of ours.messages) {
    const name = type.fullName.slice(1);
    it(`agree on every field of ${name}`, () => {
      const theirs = oracle.messages[name];
      assert.ok(theirs, "not a message of Envoy's service");
      for (const field of type.fieldsArray) {
        assert.deepEqual(describeField(field), theirs[field.name], field.name);
      }
    });
    it(`reserve the fields of ${name} that are left out`, () => {
      for (const [fieldName, field] of Object.entries(oracle.messages[name] ?? {})) {
        assert.ok(
          type.fields[fieldName] !== undefined || isReserved(type, field.number),
          `${fieldName} = ${field.number} is neither there nor reserved`,
        );
      }
    });
  }

  for (const type of ours.enums) {
    const name = type.fullName.slice(1);
    it(`agree on every value of ${name}`, () => {
      assert.deepEqual({ ...type.values }, oracle.enums[name]);
    });
  }

  it("cover what the service is made of", () => {
    assert.ok(ours.messages.length >= 20, `${ours.messages.length} messages compared`);
    assert.ok(ours.enums.length >= 5, `${ours.enums.length} enums compared`);
  });
});

/** Messages and enums of the envoy packages; google.protobuf's come with every protobuf library. */
function collect(namespace: protobuf.NamespaceBase): { messages: protobuf.Type[]; enums: protobuf.Enum[] } {
  const found = { messages: [] as protobuf.Type[], enums: [] as protobuf.Enum[] };
  for (const entry of namespace.nestedArray.filter((nested) => !nested.fullName.startsWith(".google."))) {
    if (entry instanceof protobuf.Type) {
      found.messages.push(entry);
    }
    if (entry instanceof protobuf.Enum) {
      found.enums.push(entry);
    }
    if (entry instanceof protobuf.Namespace) {
      const nested = collect(entry);
      found.messages.push(...nested.messages);
      found.enums.push(...nested.enums);
    }
  }
  return found;
}

function isReserved(type: protobuf.Type, number: number): boolean {
  return type.reserved?.some(
    (range) => Array.isArray(range) && Number(range[0]) <= number && number <= Number(range[1]),
  );
}

/** A field in the oracle's terms. On the wire a map is a repeated message of key and value, named after the field. */
function describeField(field: protobuf.Field): OracleField {
  if (field instanceof protobuf.MapField) {
    const theirs = `${field.parent?.fullName.slice(1)}.${pascalCase(field.name)}Entry`;
    const entry = oracle.messages[theirs];
    assert.equal(entry?.["key"]?.type, field.keyType);
    assert.equal(entry?.["value"]?.of, field.resolvedType?.fullName.slice(1));
    return { number: field.id, type: "message", label: "repeated", of: theirs };
  }
  const kind =
    field.resolvedType instanceof protobuf.Type
      ? "message"
      : field.resolvedType instanceof protobuf.Enum
        ? "enum"
        : field.type;
  return {
    number: field.id,
    type: kind,
    label: field.repeated ? "repeated" : "optional",
    ...(field.partOf ? { oneof: field.partOf.name } : {}),
    ...(field.resolvedType ? { of: field.resolvedType.fullName.slice(1) } : {}),
  };
}

function pascalCase(name: string): string {
  return name.replace(/(^|_)([a-z])/g, (_match, _underscore, letter: string) => letter.toUpperCase());
}
