import assert from "node:assert/strict";
import { test } from "node:test";
import { cpexReleases, runPython } from "./peers.ts";

const versions =
  "from importlib.metadata import version; print(version('cpex'), version('mcp').split('.')[0])";

for (const release of cpexReleases) {
  test(`cpex ${release} is installed, with the mcp that it needs`, async (t) => {
    const { code, out, err } = await runPython(t, release, ["-c", versions]);
    assert.equal(code, 0, err);
    assert.equal(out.trim(), `${release} ${release === "0.1.1" ? 1 : 2}`);
  });
}
