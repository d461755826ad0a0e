import assert from "node:assert/strict";
import { test } from "node:test";
import { refusedUrl } from "../../../src/framework/external/url-guard.ts";

const table: readonly (readonly [url: string, refused: boolean, refusedWithPermission: boolean])[] = [
  ["https://plugins.corp/mcp", false, false],
  ["http://localhost:8000/mcp", false, false],
  ["https://8.8.8.8/mcp", false, false],
  ["http://100.63.0.1/", false, false],
  ["http://172.32.0.1/", false, false],
  ["http://127.0.0.1:8000/mcp", true, false],
  ["http://127.1/mcp", true, false],
  ["http://2130706433/", true, false],
  ["http://0x7f.0.0.1/", true, false],
  ["http://0.0.0.0/", true, false],
  ["http://10.1.2.3/", true, false],
  ["http://100.64.0.1/", true, false],
  ["http://169.254.169.254/latest/", true, false],
  ["http://172.16.0.1/", true, false],
  ["http://192.168.0.1/", true, false],
  ["http://198.18.0.1/", true, false],
  ["http://203.0.113.1/", true, false],
  ["http://224.0.0.1/", true, false],
  ["http://255.255.255.255/", true, false],
  ["http://[::1]/", true, false],
  ["http://[2001:db8::1]/", true, false],
  ["http://[::ffff:127.0.0.1]/", true, false],
  ["http://user:pw@plugins.corp/", true, true],
  ["ftp://plugins.corp/", true, true],
  ["file:///etc/passwd", true, true],
  ["https://plugins.corp/#x", true, true],
  ["plugins.corp", true, true],
  ["", true, true],
];

for (const [url, refused, withPermission] of table) {
  test(`${url || "nothing"} is ${refused ? "refused" : "called"}`, () => {
    assert.equal(refusedUrl(url, false) !== undefined, refused);
    assert.equal(refusedUrl(url, true) !== undefined, withPermission);
  });
}
