import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { GlobalContext, HttpService, JsonObject, PluginResult } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";
import { fileSink } from "./sinks.ts";
import { createWriter } from "./writer.ts";

type Answer = PluginResult<unknown> | undefined;
const call = { name: "search", args: { q: "secret words", limit: 3 } };

function contextOf(caller: Partial<GlobalContext> = {}) {
  const context = newContext();
  return { ...context, global_context: { ...context.global_context, ...caller } };
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-audit-log-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What was logged as a record. */
async function logged(config: object, run: (plugin: ReturnType<typeof newPlugin>) => void) {
  const lines: LogLine[] = [];
  const masked = (value: unknown) => ({ masked: JSON.stringify(value).length });
  const plugin = newPlugin(definition, config, lines, { masked });
  await plugin.initialize?.(newContext().services);
  run(plugin);
  return lines;
}

const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JsonObject);

/** Lets what is under way go on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("records", () => {
  test("say who called what, and no value of an argument", async () => {
    const caller = {
      request_id: "x",
      user: { email: "jane@acme.example" },
      tenant_id: "acme",
      server_id: "crm",
    };
    const [line] = await logged({}, (plugin) => plugin.tool_pre_invoke?.(call, contextOf(caller)));
    assert.deepEqual(line, {
      level: "info",
      message: "audit",
      fields: {
        plugin: "audit_log",
        hook: "tool_pre_invoke",
        exchange: "x",
        user: "jane@acme.example",
        tenant: "acme",
        server: "crm",
        tool: "search",
        argument_names: ["q", "limit"],
      },
    });
  });

  test("are in the log too where log_level is set beside a file or an endpoint", async (t) => {
    const file = join(folderOf(t), "audit.jsonl");
    for (const [log_level, levels] of [
      ["ERROR", ["error"]],
      [null, []],
    ] as const) {
      const lines: LogLine[] = [];
      const plugin = newPlugin(definition, { file, log_level }, lines);
      await plugin.initialize?.(newContext().services);
      plugin.tool_pre_invoke?.(call, contextOf());
      await plugin.shutdown?.();
      assert.deepEqual(
        lines.map(({ level }) => level),
        levels,
      );
    }
    assert.equal(linesOf(file).length, 2);
  });

  test("of a result have its time and whether it failed", async () => {
    const context = contextOf();
    const lines = await logged({ log_level: "WARNING" }, (plugin) => {
      plugin.tool_pre_invoke?.(call, context);
      plugin.tool_post_invoke?.({ name: "search", result: { content: [], isError: true } }, context);
      plugin.tool_post_invoke?.({ name: "other", result: null }, context);
    });
    const [, failed, other] = lines.map(({ fields }) => fields as JsonObject);
    assert.equal(lines[0]?.level, "warn");
    assert.equal(failed?.["is_error"], true);
    assert.equal(typeof failed?.["duration_ms"], "number");
    assert.deepEqual([other?.["is_error"], other?.["duration_ms"]], [undefined, undefined]);
  });

  test("have sizes, digests and masked payloads where that is asked for", async () => {
    const config = { include: ["sizes", "digests"], include_payloads: true };
    const [plain] = await logged(config, (plugin) => plugin.tool_pre_invoke?.(call, contextOf()));
    const fields = (plain?.fields ?? {}) as JsonObject;
    assert.equal(fields["bytes"], 30);
    assert.match(String(fields["sha256"]), /^[0-9a-f]{64}$/);
    assert.deepEqual(fields["payload"], { masked: 30 });
    assert.equal(fields["argument_names"], undefined);
    const keyed = { ...config, digest_key: "k".repeat(16) };
    const [other] = await logged(keyed, (plugin) => plugin.tool_pre_invoke?.(call, contextOf()));
    assert.notEqual(((other?.fields ?? {}) as JsonObject)["sha256"], fields["sha256"]);
  });

  test("without a host that can tell secrets, a payload is recorded without its texts", () => {
    const lines: LogLine[] = [];
    const plugin = newPlugin(definition, { include_payloads: true }, lines);
    plugin.tool_pre_invoke?.(call, contextOf());
    const [record] = lines.map(({ fields }) => fields as JsonObject);
    assert.deepEqual(record?.["payload"], { q: "[12 characters]", limit: 3 });
  });

  test("name URIs without what may be secret, and cut what is long", async () => {
    const lines = await logged({}, (plugin) => {
      plugin.resource_pre_fetch?.(
        { uri: "https://jane:pw@x.example/a?token=1#b", metadata: {} },
        contextOf(),
      );
      plugin.prompt_pre_fetch?.({ prompt_id: "p".repeat(1000), args: {} }, contextOf());
    });
    const [resource, prompt] = lines.map(({ fields }) => fields as JsonObject);
    assert.equal(resource?.["resource"], "https://x.example/a");
    assert.equal(String(prompt?.["prompt"]).length, 257);
  });
});

describe("a file", () => {
  const open = async (t: TestContext, config: object, lines: LogLine[] = [], trial = false) => {
    const plugin = newPlugin(definition, config, lines, { trial });
    await plugin.initialize?.(newContext().services);
    t.after(() => plugin.shutdown?.());
    return plugin;
  };

  test("has every record in its order, and a later instance goes on with it", async (t) => {
    const file = join(folderOf(t), "audit.jsonl");
    for (let round = 0; round < 2; round++) {
      const plugin = await open(t, { file });
      for (let at = 0; at < 500; at++)
        assert.equal(plugin.tool_pre_invoke?.({ name: `t${round} ${at}`, args: {} }, contextOf()), undefined);
      await plugin.shutdown?.();
    }
    const names = linesOf(file).map(({ tool }) => tool);
    assert.equal(names.length, 1000);
    assert.deepEqual([names[0], names[499], names[500], names[999]], ["t0 0", "t0 499", "t1 0", "t1 499"]);
    assert.ok(linesOf(file).every(({ time }) => !Number.isNaN(Date.parse(String(time)))));
  });

  test("is not touched while a configuration is only tried out", async (t) => {
    const folder = folderOf(t);
    const plugin = await open(t, { file: join(folder, "audit.jsonl") }, [], true);
    assert.equal(plugin.tool_pre_invoke?.(call, contextOf()), undefined);
    await plugin.shutdown?.();
    assert.deepEqual(readdirSync(folder), []);
  });

  test("that cannot be made stops the start, unless records may be lost", async (t) => {
    const file = join(folderOf(t), "none", "audit.jsonl");
    await assert.rejects(open(t, { file }), /file cannot be written: ENOENT/);
    const lines: LogLine[] = [];
    const plugin = await open(t, { file, fail_mode: "open" }, lines);
    assert.equal(plugin.tool_pre_invoke?.(call, contextOf()), undefined);
    assert.equal(lines[0]?.level, "error");
  });

  test("turns over when it is full, keeps so many, and one that was moved away is made anew", async (t) => {
    const folder = folderOf(t);
    const path = join(folder, "a");
    const sink = fileSink(path, { maxBytes: 10, maxFiles: 3 });
    for (const text of ["1111111\n", "2222222\n", "3333333\n", "4\n", "5555555\n"]) await sink.write(text);
    assert.deepEqual(readdirSync(folder).sort(), ["a", "a.1", "a.2"]);
    const texts = ["a.2", "a.1", "a"].map((name) => readFileSync(join(folder, name), "utf8"));
    assert.deepEqual(texts, ["2222222\n", "3333333\n4\n", "5555555\n"]);
    renameSync(path, join(folder, "moved"));
    await sink.write("6\n");
    assert.equal(readFileSync(path, "utf8"), "6\n");
    await sink.close();
  });

  test("a message is denied while records cannot be written, and passes once they are", async (t) => {
    const folder = folderOf(t);
    const inner = join(folder, "inner");
    mkdirSync(inner);
    const file = join(inner, "audit.jsonl");
    const lines: LogLine[] = [];
    const plugin = await open(t, { file }, lines);
    const send = () => plugin.tool_pre_invoke?.(call, contextOf()) as Answer;
    renameSync(inner, join(folder, "away"));
    assert.equal(send(), undefined);
    while (lines.length === 0) await turn();
    assert.match(lines[0]?.message ?? "", /cannot be written/);
    const answer = send();
    assert.deepEqual(
      [answer?.continue_processing, answer?.violation?.code, answer?.violation?.http_status_code],
      [false, "AUDIT_UNAVAILABLE", 503],
    );
    mkdirSync(inner);
    while (lines.length === 1) await turn();
    assert.equal(send(), undefined);
    await plugin.shutdown?.();
    assert.equal(linesOf(file).length, 3);
  });
});

describe("endpoints", () => {
  test("each gets every record, as lines of JSON; one that refuses is asked again", async () => {
    const posted: Record<string, string> = {};
    let refusals = 1;
    const http: HttpService = {
      async fetch(url, request = {}) {
        const status = String(url).includes("b.example") && refusals-- > 0 ? 500 : 202;
        assert.equal(request.headers?.["content-type"], "application/x-ndjson");
        if (status === 202) posted[String(url)] = `${posted[String(url)] ?? ""}${request.body}`;
        return { status, headers: {}, body: new Uint8Array(), text: () => "", json: () => null };
      },
    };
    const lines: LogLine[] = [];
    const config = {
      audit_endpoints: ["https://a.example/x", "https://b.example/y?key=1"],
      fail_mode: "open",
    };
    const plugin = newPlugin(definition, config, lines);
    await plugin.initialize?.({ ...newContext().services, http });
    for (let at = 0; at < 3; at++) plugin.tool_pre_invoke?.({ ...call, name: `t${at}` }, contextOf());
    while (Object.keys(posted).length < 2) await turn();
    await plugin.shutdown?.();
    for (const text of Object.values(posted))
      assert.deepEqual(
        text
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).tool),
        ["t0", "t1", "t2"],
      );
    assert.deepEqual(
      lines.map(({ fields }) => fields),
      [
        { target: "audit_endpoints[1]", code: "HTTP 500", fail_mode: "open" },
        { target: "audit_endpoints[1]" },
      ],
    );
  });
});

describe("the queue", () => {
  test("holds so many records and characters; what it does not is lost, and said to be", async () => {
    const limits: readonly [maxRecords: number, maxBytes: number][] = [
      [3, 1000],
      [1000, 12],
    ];
    for (const [maxRecords, maxBytes] of limits) {
      let lost = 0;
      const written: string[] = [];
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      const writer = createWriter({
        sink: {
          open: async () => {},
          async write(lines) {
            await opened;
            written.push(lines);
          },
          close: async () => {},
        },
        maxRecords,
        maxBytes,
        gatherMs: 0,
        onOutage() {},
        onLost: () => void lost++,
      });
      const added = ["111\n", "222\n", "333\n", "444\n", "555\n"].map((line) => writer.add(line));
      assert.deepEqual(added, [true, true, true, false, false]);
      assert.equal(lost, 2);
      open();
      await writer.close(60_000);
      assert.equal(written.join(""), "111\n222\n333\n");
      assert.equal(writer.add("x\n"), false);
    }
  });

  test("gathers for a time, unless it is half full; shutdown does not wait for that", async () => {
    const written: string[] = [];
    const waits: (() => void)[] = [];
    const writer = createWriter({
      sink: {
        open: async () => {},
        write: async (lines) => void written.push(lines),
        close: async () => {},
      },
      maxRecords: 6,
      maxBytes: 1000,
      gatherMs: 50,
      onOutage() {},
      onLost() {},
      after(ms, callback) {
        if (ms === 50) waits.push(callback);
        return () => {};
      },
    });
    for (const line of ["1\n", "2\n"]) {
      writer.add(line);
      await turn();
    }
    assert.deepEqual(written, []);
    waits[0]?.();
    while (written.length === 0) await turn();
    assert.deepEqual(written, ["1\n2\n"]);
    await turn();
    for (const line of ["3\n", "4\n", "5\n"]) writer.add(line);
    while (written.length === 1) await turn();
    assert.equal(written[1], "3\n4\n5\n");
    await turn();
    writer.add("6\n");
    await writer.close(60_000);
    assert.equal(written[2], "6\n");
  });

  test("a sink that hangs holds no shutdown up", async () => {
    let lost = 0;
    const writer = createWriter({
      sink: { open: async () => {}, write: () => new Promise(() => {}), close: async () => {} },
      maxRecords: 10,
      maxBytes: 1000,
      gatherMs: 0,
      onOutage() {},
      onLost: () => void lost++,
    });
    writer.add("1\n");
    await turn();
    await writer.close(1);
    assert.equal(lost, 1);
  });
});

test("ContextForge's example is a valid config", () => {
  const config = {
    log_level: "INFO",
    include_payloads: false,
    audit_endpoints: ["https://audit.internal.corp/api/v1/logs"],
  };
  assert.equal(definition.config.parse(config).log_level, "info");
});

describe("config errors", () => {
  const rows: readonly [config: object, path: string][] = [
    [{ log_level: "LOUD" }, "log_level"],
    [{ audit_endpoints: ["ftp://x.example/"] }, "audit_endpoints.0"],
    [{ audit_endpoints: ["https://a.example/", "https://u:p@x.example/"] }, "audit_endpoints.1"],
    [{ include: ["everything"] }, "include.0"],
    [{ digest_key: "short" }, "digest_key"],
  ];
  for (const [config, path] of rows)
    test(path, () => {
      const issues = definition.config.safeParse(config).error?.issues.map((issue) => issue.path.join("."));
      assert.deepEqual(issues, [path]);
    });
});
