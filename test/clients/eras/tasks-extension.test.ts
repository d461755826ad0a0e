/** The tasks extension of revision 2026-07-28 through Envoy and the adapter; no SDK's server that installs here has it, so its answers are written out. */
import assert from "node:assert/strict";
import type http from "node:http";
import { test } from "node:test";
import { word } from "../typescript/serve.ts";
import { startEraRig, variants } from "./rig.ts";

type Json = Record<string, unknown>;
type Message = {
  id: number;
  method: string;
  params: Json & { name?: string; taskId?: string; inputResponses?: Json };
};

const question = (message: string) => ({
  method: "elicitation/create",
  params: { mode: "form", message, requestedSchema: { type: "object", properties: {} } },
});
const content = (text: string) => ({ content: [{ type: "text", text }] });
const base = (taskId: string, status: string) => ({
  taskId,
  status,
  createdAt: "2026-11-21T00:00:00Z",
  lastUpdatedAt: "2026-11-21T00:00:00Z",
  ttlMs: 600_000,
  pollIntervalMs: 10,
});

/** Tasks by name: what `tasks/get` says of them. */
const told: Readonly<Record<string, Json>> = {
  good: { ...base("good", "completed"), result: content("done") },
  bad: { ...base("bad", "completed"), result: content(word) },
  failed: { ...base("failed", "failed"), error: { code: -32000, message: word } },
  asks: {
    ...base("asks", "input_required"),
    inputRequests: { a: question("name?"), b: question(word) },
  },
};

test("what runs as a task", async (t) => {
  for (const variant of variants) {
    await t.test(variant, async (t) => {
      const updates: unknown[] = [];
      const answerTo = ({ method, params }: Message): Json => {
        const { name = "", taskId = "", inputResponses } = params;
        if (method === "tools/call") return { resultType: "task", ...base(name, "working") };
        if (method === "tasks/get") return { resultType: "complete", ...told[taskId] };
        if (method === "tasks/update") updates.push(inputResponses);
        return { resultType: "complete" };
      };
      const serve = async (request: http.IncomingMessage, response: http.ServerResponse) => {
        let body = "";
        for await (const piece of request) body += piece;
        const message = JSON.parse(body) as Message;
        if (message.method !== "subscriptions/listen") {
          response.setHeader("content-type", "application/json");
          response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, result: answerTo(message) }));
          return;
        }
        response.setHeader("content-type", "text/event-stream");
        const send = (event: Json) =>
          response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", ...event })}\n\n`);
        send({ method: "notifications/subscriptions/acknowledged", params: { notifications: {} } });
        for (const params of [told["good"], told["bad"], told["asks"]])
          send({ method: "notifications/tasks", params });
        send({ id: message.id, result: { resultType: "complete" } });
        response.end();
      };
      const rig = await startEraRig(t, { serve, variant });
      let id = 0;
      const send = async (method: string, params: Json, named?: string) => {
        const meta = {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "c", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": {
            extensions: { "io.modelcontextprotocol/tasks": {} },
          },
        };
        const response = await fetch(rig.url, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            accept: "application/json, text/event-stream",
            "mcp-protocol-version": "2026-07-28",
            "mcp-method": method,
            ...(named !== undefined && { "mcp-name": named }),
          },
          body: JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params: { ...params, _meta: meta } }),
        });
        return { status: response.status, body: await response.text() };
      };
      const ask = async (method: string, params: Json, named?: string) => {
        const { body } = await send(method, params, named);
        return JSON.parse(body) as { result?: Json; error?: { code: number } };
      };
      const start = (name: string) => ask("tools/call", { name, arguments: {} }, name);
      const get = (taskId: string) => ask("tasks/get", { taskId }, taskId);

      await t.test("a result within is the tool's", async () => {
        assert.equal((await start("good")).result?.["taskId"], "good");
        assert.equal(rig.seen("task").length, 1);
        rig.forget();
        assert.deepEqual((await get("good")).result?.["result"], content("done"));
        const seen = rig.seen("tool_post_invoke");
        assert.ok(
          seen.some(
            ({ name, result }) =>
              name === "good" && JSON.stringify(result) === JSON.stringify(content("done")),
          ),
          JSON.stringify(seen),
        );
        assert.deepEqual([...new Set(seen.map(({ name }) => name))], ["good"]);
      });

      await t.test("a result or an error within that is denied", async () => {
        for (const name of ["bad", "failed"]) {
          await start(name);
          const { error } = await get(name);
          assert.equal(error?.code, 40300, name);
        }
        // Of a task that nobody saw started.
        assert.equal((await get("bad")).error?.code, 40300);
      });

      await t.test("what a task asks for, and the answers", async () => {
        await start("asks");
        rig.forget();
        const { result } = await get("asks");
        assert.deepEqual(result?.["inputRequests"], { a: question("name?") });
        assert.equal(rig.seen("elicitation_request").length, 2);
        const answer = (text: string) => ({ a: { action: "accept", content: { text } } });
        const update = (text: string) =>
          ask("tasks/update", { taskId: "asks", inputResponses: answer(text) }, "asks");
        assert.equal((await update("Ada")).error, undefined);
        assert.ok(JSON.stringify(rig.seen("elicitation_response")).includes("Ada"));
        assert.equal((await update(word)).error?.code, 40300);
        assert.deepEqual(updates, [answer("Ada")]);
      });

      await t.test("its end, and a header that names another task", async () => {
        rig.forget();
        assert.equal((await ask("tasks/cancel", { taskId: "good" }, "good")).error, undefined);
        assert.deepEqual(
          rig.seen("task").map(({ kind, method }) => `${kind} ${method}`),
          ["request tasks/cancel", "result tasks/cancel"],
        );
        const reached = rig.requests.length;
        const { status, body } = await send("tasks/cancel", { taskId: "good" }, "bad");
        assert.deepEqual([status, JSON.parse(body).error.code], [400, -32020]);
        assert.equal(rig.requests.length, reached);
      });

      await t.test("notifications of tasks on an open subscription", async () => {
        const { body } = await send("subscriptions/listen", { notifications: {} });
        const events = body
          .split("\n\n")
          .flatMap((event) => (event.startsWith("data: {") ? [JSON.parse(event.slice(6))] : []));
        assert.ok(!body.includes(word), body);
        assert.deepEqual(
          events.map(({ method, params }) => params?.taskId ?? method ?? "answer"),
          ["notifications/subscriptions/acknowledged", "good", "asks", "answer"],
        );
      });
    });
  }
});
