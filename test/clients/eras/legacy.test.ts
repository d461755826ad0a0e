/** Revisions up to 2025-11-25 between the client and the server of version 1 of the TypeScript SDK, through Envoy and the adapter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { word } from "../typescript/serve.ts";
import { connectLegacy } from "./legacy-client.ts";
import { newLegacyServer } from "./legacy-server.ts";
import { startEraRig, variants } from "./rig.ts";

for (const variant of variants) {
  test(`2025-11-25, ${variant}`, async (t) => {
    const server = newLegacyServer();
    const rig = await startEraRig(t, { serve: server.serve, variant });
    t.after(() => server.close());
    const { client, transport, asked, logged, call } = await connectLegacy(t, rig.url);
    const kinds = (hook: string) => rig.seen(hook).map(({ kind, method }) => `${kind} ${method}`);

    await t.test("the handshake", () => {
      assert.equal(transport.protocolVersion, "2025-11-25");
      assert.deepEqual(kinds("initialization"), ["request initialize", "result initialize"]);
      assert.deepEqual(kinds("server_pre_register"), ["result initialize"]);
      assert.deepEqual(kinds("server_post_register"), ["result initialize"]);
    });

    await t.test("elicitation, sampling and roots", async () => {
      for (const on of ["", "_on_get"]) {
        rig.forget();
        assert.match(await call(`form${on}`), /answered.*Ada/);
        assert.match(await call(`url${on}`), /answered.*accept/);
        assert.match(await call(`sample${on}`), /answered.*roses/);
        assert.match(await call(`roots${on}`), /answered.*file:\/\/\/srv/);
        assert.deepEqual(asked.splice(0), ["form", "url", "sampling", "roots"]);
        assert.deepEqual(kinds("elicitation_request"), [
          "request elicitation/create",
          "request elicitation/create",
        ]);
        assert.deepEqual(kinds("sampling_request"), ["request sampling/createMessage"]);
        assert.deepEqual(kinds("roots"), ["request roots/list", "result roots/list"]);
        for (const hook of ["elicitation_response", "sampling_response"])
          for (const { method, from } of rig.seen(hook)) {
            assert.equal(from, "client");
            assert.notEqual(method, "", hook);
          }
      }
    });

    await t.test(
      "questions that are denied are not asked, answers that are denied do not arrive",
      async () => {
        assert.match(await call("bad_form"), /^refused/);
        assert.match(await call("bad_url"), /^refused/);
        assert.match(await call("bad_form_on_get"), /^refused/);
        assert.deepEqual(asked.splice(0), []);
        const other = await connectLegacy(t, rig.url, { user: word, model: word, roots: `file:///${word}` });
        for (const name of ["form", "sample", "roots", "form_on_get", "sample_on_get", "roots_on_get"])
          assert.match(await other.call(name), /^refused 40300/, name);
      },
    );

    await t.test("progress and log notifications", async () => {
      await client.setLoggingLevel("debug");
      const told: unknown[] = [];
      await client.callTool({ name: "progress", arguments: {} }, undefined, {
        onprogress: ({ message }) => void told.push(message),
      });
      assert.deepEqual(told, ["half", "whole"]);
      await call("log");
      assert.deepEqual(logged.splice(0), ["fine"]);
    });

    await t.test("a call that the client cancels", async () => {
      rig.forget();
      const giveUp = new AbortController();
      const gone = client.callTool({ name: "cancel_me", arguments: {} }, undefined, {
        signal: giveUp.signal,
      });
      gone.catch(() => {});
      await rig.untilSeen("notification", "began");
      giveUp.abort("enough");
      await assert.rejects(gone);
      await rig.untilSeen("notification", "notifications/cancelled");
      while (server.cancelled.length === 0) await wait(20);
      assert.match(server.cancelled.join(), /enough/);
    });

    await t.test("a stream that is resumed", async () => {
      for (const value of ["fine", word]) {
        rig.forget();
        // the word would be denied in the arguments already
        const answer = call("polls", { text: value === word ? "night-fall" : value });
        await rig.untilSeen("tool_pre_invoke", "polls");
        while (
          !rig.requests.some(
            ({ method, headers }) => method === "GET" && headers["last-event-id"] !== undefined,
          )
        )
          await wait(20);
        server.release();
        assert.equal(await answer, value === word ? "night-fall" : value);
        assert.deepEqual(
          rig.seen("tool_post_invoke").map(({ name }) => name),
          ["polls"],
        );
      }
    });

    await t.test("tasks of the server", async () => {
      rig.forget();
      const run = async (name: string, args: Record<string, unknown>) => {
        const messages = [];
        const stream = client.experimental.tasks.callToolStream(
          { name, arguments: args },
          CallToolResultSchema,
          {
            task: { ttl: 600_000 },
          },
        );
        for await (const message of stream) messages.push(message);
        return messages;
      };
      const good = await run("quick_task", {});
      assert.equal(good[0]?.type, "taskCreated");
      assert.match(JSON.stringify(good.at(-1)), /task of quick_task/);
      assert.deepEqual([...new Set(rig.seen("tool_post_invoke").map(({ name }) => name))], ["quick_task"]);
      const bad = await run("quick_task", { bad: true });
      assert.equal(bad.at(-1)?.type, "error");
      assert.ok(!JSON.stringify(bad).includes(word));
      assert.notEqual((await client.experimental.tasks.listTasks()).tasks.length, 0);
      const [first] = good;
      const { taskId } = (first as { task: { taskId: string } }).task;
      rig.forget();
      assert.equal((await client.experimental.tasks.getTask(taskId)).status, "completed");
      assert.deepEqual(kinds("task"), ["request tasks/get", "result tasks/get"]);
      const held = client.experimental.tasks.callToolStream(
        { name: "held_task", arguments: {} },
        CallToolResultSchema,
        {
          task: { ttl: 600_000 },
        },
      );
      const created = (await held.next()).value as { task: { taskId: string } };
      assert.equal((await client.experimental.tasks.cancelTask(created.task.taskId)).status, "cancelled");
    });

    await t.test("tasks of the client", async () => {
      rig.forget();
      assert.match(await call("client_task"), /^completed .*roses/);
      assert.ok(JSON.stringify(rig.seen("sampling_response")).includes("roses"));
      assert.ok(kinds("task").includes("request tasks/get"), String(kinds("task")));
      assert.ok(kinds("task").includes("request tasks/result"), String(kinds("task")));
      const other = await connectLegacy(t, rig.url, { model: word });
      assert.match(await other.call("client_task"), /^completed .*40300/);
    });

    await t.test("the end of the session", async () => {
      const id = transport.sessionId;
      await transport.terminateSession();
      assert.deepEqual(server.deleted, [id]);
    });
  });
}

for (const revision of ["2025-06-18", "2025-03-26"]) {
  test(revision, async (t) => {
    const server = newLegacyServer();
    const rig = await startEraRig(t, { serve: server.serve, variant: "static" });
    t.after(() => server.close());
    const post = async (message: unknown, headers: Record<string, string> = {}) => {
      const response = await fetch(rig.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: JSON.stringify(message),
      });
      const body = await response.text();
      const events = body
        .split("\n")
        .flatMap((line) => (line.startsWith("data: {") ? [JSON.parse(line.slice(6))] : []));
      return { response, body, events };
    };
    const first = await post({
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: { protocolVersion: revision, capabilities: {}, clientInfo: { name: "c", version: "1" } },
    });
    assert.equal(first.events[0].result.protocolVersion, revision);
    const session = {
      "mcp-session-id": first.response.headers.get("mcp-session-id") ?? "",
      "mcp-protocol-version": revision,
    };
    await post({ jsonrpc: "2.0", method: "notifications/initialized" }, session);
    const echo = (id: number, value: string) => ({
      jsonrpc: "2.0",
      id,
      method: "tools/call",
      params: { name: "echo", arguments: { text: value } },
    });
    const one = await post(echo(1, "one"), session);
    assert.equal(one.events[0].result.content[0].text, "echo one");
    assert.equal((await post(echo(2, word), session)).body.includes("40300"), true);
    const reached = rig.requests.length;
    const batch = await post([echo(3, "three"), echo(4, "four")], session);
    if (revision === "2025-03-26") {
      assert.deepEqual(batch.events.map(({ result }) => result.content[0].text).toSorted(), [
        "echo four",
        "echo three",
      ]);
      const bad = await post([echo(5, "five"), echo(6, word)], session);
      assert.ok(!bad.body.includes("echo five"), bad.body);
      assert.equal(rig.requests.length, reached + 1);
    } else {
      assert.equal(batch.response.status, 400);
      assert.equal(rig.requests.length, reached);
    }
  });
}
