/**
 * Adapter and Envoy with a plugin that edits, one that denies and one that only would; and what to ask the management
 * address of that adapter.
 *
 *   const { call, ask } = await startObserved(t);
 *   await call("t", "forbidden");
 *   const { text } = await ask("GET", "/decisions");
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { EnvoyOptions } from "../../../src/envoy-config/options.ts";
import { type Answer, ask as askAt } from "../../management/server-of.ts";
import { exchange } from "../parts/client.ts";
import { startRig } from "../parts/rig.ts";

export const token = "a-token-of-a-test";

const hooks = ["tool_pre_invoke"];

export const edits = {
  name: "edits",
  kind: "search_replace",
  hooks,
  priority: 1,
  config: { words: [{ search: "rude", replace: "kind" }] },
};
export const would = {
  name: "would",
  kind: "deny_filter",
  hooks,
  mode: "permissive",
  priority: 2,
  config: { words: ["doubtful"] },
};
export const denies = {
  name: "denies",
  kind: "deny_filter",
  hooks,
  priority: 3,
  config: { words: ["forbidden"] },
};

export const configOf = (plugins: readonly object[], management: object = {}): string =>
  JSON.stringify({
    plugins,
    plugin_settings: { enable_plugin_api: true },
    adapter: { management: { token, ...management }, reload: { watch: false } },
  });

export const deniesResults = { ...denies, name: "denies-results", hooks: ["tool_post_invoke"] };

export type ObservedOptions = {
  readonly plugins?: readonly object[];
  /** Members of `adapter.management`. */
  readonly management?: object;
  readonly envoy?: Partial<EnvoyOptions>;
};

/** The server's answers hold the tool's name, as events where that ends with `-events`. */
export async function startObserved(t: TestContext, options: ObservedOptions = {}) {
  const { plugins = [edits, would, denies], management, envoy = {} } = options;
  const rig = await startRig(t, { config: configOf(plugins, management), envoy });
  rig.upstream.answer = (request, reply) => {
    const {
      id,
      params: { name },
    } = JSON.parse(request.body.toString());
    const events = name.endsWith("-events");
    reply.head(200, { "content-type": events ? "text/event-stream" : "application/json" });
    const answer = JSON.stringify({
      jsonrpc: "2.0",
      id,
      result: { content: [{ type: "text", text: name }] },
    });
    reply.end(events ? `data: ${answer}\n\n` : answer);
  };
  const socketPath = join(rig.adapter.directory, "management.sock");
  let id = 0;
  return {
    ...rig,
    socketPath,
    config: join(rig.adapter.directory, "config.yaml"),
    ask: (method: string, path: string, body?: object): Promise<Answer> =>
      askAt({ socketPath }, method, path, { authorization: `Bearer ${token}` }, body && JSON.stringify(body)),
    /** One call of a tool with a text; resolves when its answer is there. */
    async call(name: string, said: string): Promise<void> {
      const params = { name, arguments: { said } };
      const body = JSON.stringify({ jsonrpc: "2.0", id: ++id, method: "tools/call", params });
      const done = await exchange(rig.envoy.port, { body });
      assert.equal(done.status, 200);
    },
  };
}
