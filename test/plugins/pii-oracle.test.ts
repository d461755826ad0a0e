import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import type { JsonObject, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import piiFilter from "../../plugins/pii_filter/plugin.ts";

/**
 * What ContextForge's filter (cpex-pii-filter 0.3.9) answered to the same arguments, as recorded in
 * ../shared/traces/contextforge. Where ours differs on purpose, `ours` has what it answers instead.
 */
const recording = new URL("../../../shared/traces/contextforge/cpex-wheels-oracle.txt.gz", import.meta.url);

const ours: Readonly<Record<string, string>> = {
  // The bracket belongs to the number.
  "call +31612345678 or (555) 123-4567": "call [REDACTED] or [REDACTED]",
  // Labels stay.
  "Account 12345678": "Account [REDACTED]",
  "BSN 123456789": "BSN [REDACTED]",
  "Passport No: AB123456": "Passport No: [REDACTED]",
  "MRN: ABC123456": "MRN: [REDACTED]",
};

interface Recorded {
  readonly cont: boolean;
  readonly mod?: { readonly args: { readonly q: string } };
  readonly meta?: { readonly pii_filter: JsonObject };
}

if (existsSync(recording)) {
  describe("cpex-pii-filter's answers under its defaults", () => {
    for (const [text, recorded] of defaultCases(gunzipSync(readFileSync(recording)).toString("utf8"))) {
      test(text, () => {
        const plugin = newPlugin(piiFilter);
        const answer = plugin.tool_pre_invoke?.({ name: "t", args: { q: text } }, newContext());
        const result = answer as PluginResult<{ args: { q: string } }> | undefined;
        assert.equal(result?.continue_processing ?? true, recorded.cont);
        assert.equal(result?.modified_payload?.args.q, ours[text] ?? recorded.mod?.args.q);
        assert.deepEqual(result?.metadata?.["pii_filter"], recorded.meta?.pii_filter);
      });
    }
  });
} else {
  test(`no recording at ${recording.pathname}: nothing compared`, () => undefined);
}

/** The lines of the first section whose name is the text that was sent. */
function defaultCases(lines: string): [text: string, recorded: Recorded][] {
  const section = lines.split("## ").find((part) => part.startsWith("pii defaults\n")) ?? "";
  const named = [
    "partial",
    "hash",
    "tokenize",
    "remove",
    "block",
    "whitelist",
    "keys not scanned?",
    "number value",
  ];
  return section
    .split("\n")
    .slice(1)
    .filter((line) => line.includes(" -> "))
    .map((line): [string, Recorded] => {
      const [text = "", answer = ""] = line.split(" -> ");
      return [text, JSON.parse(answer) as Recorded];
    })
    .filter(([text]) => !named.includes(text));
}
