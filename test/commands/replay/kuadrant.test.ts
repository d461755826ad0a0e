/** The ext_proc frames that were recorded around Kuadrant's router, as a recording for `replay`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type RecordedFrame, recorded, recordedStreams } from "../../extproc/exchange/kuadrant-frames.ts";
import { configFile, runCli } from "../cli.ts";

function exchangeOf(frames: readonly RecordedFrame[]): object {
  const side = (name: "request" | "response") => {
    const head = frames.find(({ k }) => k === `${name}_headers`);
    const body = frames.flatMap(({ k, body: piece = "" }) =>
      k === `${name}_body` && piece !== "" ? [piece] : [],
    );
    if (!head && body.length === 0) return {};
    const headers = head?.h ?? {};
    const stream = headers["content-type"]?.startsWith("text/event-stream") === true;
    return {
      [name]: { headers, ...(body.length > 0 && (stream ? { events: body } : { body: body.join("") })) },
    };
  };
  return { ...side("request"), ...side("response") };
}

if (!recorded) {
  test("Kuadrant's frames", (t) =>
    t.diagnostic("note: the recordings (../shared/traces/kuadrant) are not here"));
} else {
  test("every recorded exchange is replayed; what is refused is what the client smuggled", async (t) => {
    const exchanges = [...recordedStreams().values()].map(exchangeOf);
    const file = configFile(t, exchanges.map((each) => JSON.stringify(each)).join("\n"), "recording.jsonl");
    const config = configFile(t, "plugins: [{ name: P, kind: pii_filter }]\nadapter: {}\n");
    const { code, out, err } = await runCli(t, ["replay", "--config", config, "--file", file, "--json"]);
    assert.equal(code, 0, err);
    const { config: tally, bad_line_count } = JSON.parse(out);
    assert.deepEqual([tally.exchanges, tally.faults, bad_line_count], [exchanges.length, 0, 0]);
    const refused = { syntax: 1, bad_version: 1, content_type: 2, folded_key: 2, duplicate_key: 1 };
    assert.deepEqual(tally.codes, refused);
    assert.ok(tally.plugins.P.runs > 50);
  });
}
