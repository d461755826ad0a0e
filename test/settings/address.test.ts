import assert from "node:assert/strict";
import { test } from "node:test";
import { addressText, isLocal, readAddress } from "../../src/settings/address.ts";

/** Text → the address as text, and whether only this machine reaches it; undefined: refused. */
const table: readonly (readonly [string, string | undefined, boolean?])[] = [
  ["127.0.0.1:50052", "127.0.0.1:50052", true],
  ["127.9.8.7:1", "127.9.8.7:1", true],
  ["localhost:0", "localhost:0", true],
  ["[::1]:65535", "[::1]:65535", true],
  ["0.0.0.0:80", "0.0.0.0:80", false],
  ["[::]:80", "[::]:80", false],
  ["127.0.0.1.example.com:80", "127.0.0.1.example.com:80", false],
  ["adapter.ns.svc:50052", "adapter.ns.svc:50052", false],
  ["/run/adapter.sock", "unix:/run/adapter.sock", true],
  ["./a.sock", "unix:./a.sock", true],
  ["unix:a.sock", "unix:a.sock", true],
  ["unix:///run/a.sock", "unix:/run/a.sock", true],
  ["", undefined],
  ["50052", undefined],
  [":50052", undefined],
  ["::1:50052", undefined],
  ["[::1]", undefined],
  ["[::1]50052", undefined],
  ["host:", undefined],
  ["host:65536", undefined],
  ["host:-1", undefined],
  ["host:8o80", undefined],
  ["http://host:80", undefined],
  ["a b:80", undefined],
  ["unix:", undefined],
  ["/run/\0", undefined],
  [`/${"x".repeat(107)}`, undefined],
];

for (const [text, read, local] of table) {
  test(`${JSON.stringify(text.slice(0, 40))} is ${read ?? "refused"}`, () => {
    const reading = readAddress(text);
    assert.equal(reading.ok ? addressText(reading.address) : undefined, read);
    if (reading.ok) {
      assert.equal(isLocal(reading.address), local);
      assert.deepEqual(readAddress(addressText(reading.address)), reading);
    }
  });
}
