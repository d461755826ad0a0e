import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { root } from "./ext-proc-protos.ts";

interface MessageDescriptor {
  name: string;
  field?: { name: string; number: number }[];
}
interface FileDescriptor {
  name: string;
  package: string;
  messageType?: MessageDescriptor[];
}

const descriptorProto = fileURLToPath(import.meta.resolve("protobufjs/google/protobuf/descriptor.proto"));
const FileDescriptorSet = protobuf.loadSync(descriptorProto).lookupType("google.protobuf.FileDescriptorSet");
const set = FileDescriptorSet.decode(
  readFileSync(new URL("../../../proto/descriptors/services.binpb", import.meta.url)),
) as unknown as { file: FileDescriptor[] };

describe("the descriptor set for reflection", () => {
  for (const file of set.file.filter(({ name }) => name.startsWith("envoy/"))) {
    it(`is up to date with ${file.name}`, () => {
      const space = root.lookup(file.package) as protobuf.Namespace;
      const types = space.nestedArray.filter((entry) => entry instanceof protobuf.Type);
      const ours = types.map((type) => [
        type.name,
        type.fieldsArray.map(({ name, id }) => `${name} = ${id}`).sort(),
      ]);
      const theirs = (file.messageType ?? []).map(({ name, field = [] }) => [
        name,
        field.map((entry) => `${entry.name} = ${entry.number}`).sort(),
      ]);
      assert.deepEqual(Object.fromEntries(theirs), Object.fromEntries(ours));
    });
  }

  it("has all files that ours import", () => {
    const names = set.file.map(({ name }) => name);
    assert.ok(names.includes("google/protobuf/struct.proto"));
    assert.equal(names.filter((name) => name.startsWith("envoy/")).length, 4);
  });
});
