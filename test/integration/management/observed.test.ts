import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import http from "node:http";
import { test } from "node:test";
import type { z } from "zod";
import { operations } from "../../../src/management/openapi.ts";
import { decisions as shape } from "../../../src/management/shapes.ts";
import { prometheusText } from "../../telemetry/prometheus-text.ts";
import { configOf, denies, deniesResults, edits, startObserved, would } from "./observed.ts";

const said = ["harmless", "rude", "doubtful", "forbidden"] as const;
const expected = [
  { verdict: "allow", action: "allowed" },
  { verdict: "allow", action: "modified" },
  { verdict: "deny", action: "recorded", plugin: "would", code: "deny" },
  { verdict: "deny", action: "denied", plugin: "denies", code: "deny" },
];

for (const variant of ["static", "override"] as const) {
  test(`${variant}: each decision reaches Envoy's access log, /decisions and /metrics alike`, async (t) => {
    const { envoy, ask, call } = await startObserved(t, { envoy: { variant } });
    for (const [index, text] of said.entries()) {
      await call(`tool-${index}`, text);
      await envoy.accessLog(index + 1);
    }
    const logged = await envoy.accessLog(said.length);
    const told = expected.map((each, index) => ({ method: "tools/call", name: `tool-${index}`, ...each }));
    assert.deepEqual(
      logged.map((entry) => entry["mcp.plugins_adapter"]),
      told,
    );

    const { decisions } = shape.parse(JSON.parse((await ask("GET", "/decisions")).text));
    assert.deepEqual(
      decisions.map(({ method, name, verdict, action, plugin, code }) => ({
        method,
        name,
        verdict,
        action,
        ...(plugin && { plugin }),
        ...(code && { code }),
      })),
      told,
    );
    for (const [index, record] of decisions.entries()) {
      assert.equal(record.request_id, logged[index]?.["request_id"]);
      assert.deepEqual([record.leg, record.jsonrpc_id], ["request", String(index + 1)]);
      assert.match(record.body_mode ?? "", /^(BUFFERED|STREAMED|FULL_DUPLEX_STREAMED)$/);
      assert.deepEqual(
        record.runs.map(({ plugin }) => plugin),
        ["edits", "would", "denies"],
      );
    }
    assert.doesNotMatch(JSON.stringify(decisions), /harmless|rude|doubtful|forbidden/);

    const metrics = prometheusText((await ask("GET", "/metrics")).text);
    const samples = (name: string) =>
      metrics.get(name)?.samples.map(({ labels, value }) => [Object.values(labels).join(" "), value]);
    assert.deepEqual(samples("mcpgateway_plugin_executions_total"), [
      ["edits tool_pre_invoke success", 4],
      ["would tool_pre_invoke success", 3],
      ["would tool_pre_invoke violation", 1],
      ["denies tool_pre_invoke success", 3],
      ["denies tool_pre_invoke violation", 1],
    ]);
    assert.deepEqual(samples("mcpgateway_plugin_violations_total"), [
      ["would deny", 1],
      ["denies deny", 1],
    ]);
    const counts = metrics.get("mcpgateway_plugin_duration_seconds")?.samples;
    assert.deepEqual(
      counts?.filter(({ name }) => name.endsWith("_count")).map(({ value }) => value),
      [4, 4, 4],
    );
  });
}

for (const variant of ["static", "override"] as const) {
  test(`${variant}: what is denied of an answer is told as well`, async (t) => {
    const { envoy, ask, call } = await startObserved(t, { plugins: [deniesResults], envoy: { variant } });
    for (const [index, name] of ["forbidden", "forbidden-events"].entries()) {
      await call(name, "harmless");
      await envoy.accessLog(index + 1);
    }
    const denial = {
      method: "tools/call",
      verdict: "deny",
      action: "denied",
      plugin: "denies-results",
      code: "deny",
    };
    assert.deepEqual(
      (await envoy.accessLog(2)).map((entry) => entry["mcp.plugins_adapter"]),
      [
        { ...denial, name: "forbidden" },
        { ...denial, name: "forbidden-events" },
      ],
    );
    const { text } = await ask("GET", "/decisions?plugin=denies-results");
    assert.deepEqual(
      shape.parse(JSON.parse(text)).decisions.map(({ leg, action, name }) => [leg, action, name]),
      [
        ["response", "denied", "forbidden"],
        ["events", "denied", "forbidden-events"],
      ],
    );
  });
}

test("a stream tells each decision as it is made, and ends with the process", async (t) => {
  const { adapter, socketPath, call } = await startObserved(t);
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http
      .get({ socketPath, path: "/decisions?stream&action=denied", agent: false }, resolve)
      .on("error", reject);
  });
  let text = "";
  response.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  const ended = new Promise<void>((resolve, reject) => void response.on("end", resolve).on("error", reject));
  await call("fine", "harmless");
  await call("stopped", "forbidden");
  while (!text.includes("\n\nid: ") || !text.endsWith("\n\n"))
    await new Promise((resolve) => response.once("data", resolve));
  const names = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data).name);
  assert.deepEqual(names, ["stopped"]);
  adapter.signal("SIGTERM");
  await ended;
  assert.equal(await adapter.exited, 0);
});

test("words of violations are told where the configuration asks for them", async (t) => {
  const { ask, call } = await startObserved(t, { management: { decisions: { violations: true } } });
  await call("t", "forbidden");
  const { decisions } = shape.parse(JSON.parse((await ask("GET", "/decisions?plugin=denies")).text));
  assert.ok((decisions[0]?.runs.at(-1)?.violation?.reason.length ?? 0) > 0);
});

test("every operation answers in its documented shape after real traffic", async (t) => {
  const { ask, call } = await startObserved(t);
  for (const text of said) await call("t", text);
  // What changes the plugins comes after what tells of them.
  const keys = Object.keys(operations).sort(
    (a, b) => Number(!a.startsWith("GET")) - Number(!b.startsWith("GET")),
  );
  for (const key of keys) {
    const [method = "", path = ""] = key.split(" ");
    const operation = operations[key];
    const body = operation?.body && { mode: "audit" };
    const reply = await ask(method, path.replace("{name}", "denies"), body);
    assert.equal(reply.status, 200, `${key}: ${reply.text}`);
    if (typeof operation?.answer === "object") (operation.answer as z.ZodType).parse(JSON.parse(reply.text));
  }
  const plugin = async () => JSON.parse((await ask("GET", "/plugins/denies")).text);
  const { mode, counters } = await plugin();
  assert.deepEqual([mode, counters.executions], ["audit", 0]);
  await call("t", "forbidden");
  assert.equal((await ask("POST", "/reload")).status, 200);
  assert.deepEqual([(await plugin()).mode, (await plugin()).counters.executions], ["enforce", 1]);
});

test("a plugin's series last over reloads and end with its entry", async (t) => {
  const { ask, call, config } = await startObserved(t);
  await call("t", "harmless");
  const executions = async () => {
    const families = prometheusText((await ask("GET", "/metrics")).text);
    const { samples = [] } = families.get("mcpgateway_plugin_executions_total") ?? {};
    return samples.map(({ labels, value }) => `${labels["plugin"]} ${value}`);
  };
  assert.deepEqual(await executions(), ["edits 1", "would 1", "denies 1"]);
  writeFileSync(config, configOf([edits, { ...denies, priority: 9 }]));
  assert.equal((await ask("POST", "/reload")).status, 200);
  assert.deepEqual(await executions(), ["edits 1", "denies 1"]);
  await call("t", "harmless");
  assert.deepEqual(await executions(), ["edits 2", "denies 2"]);
  writeFileSync(config, configOf([edits, would, denies]));
  assert.equal((await ask("POST", "/reload")).status, 200);
  await call("t", "harmless");
  assert.deepEqual(await executions(), ["edits 3", "denies 3", "would 1"]);
});
