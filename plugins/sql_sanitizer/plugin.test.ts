import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Plugin, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { completionOf, elicitationAnswerOf } from "../../test/plugins/client-messages.ts";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import { injectionIn } from "./fragment.ts";
import definition from "./plugin.ts";

async function started(config: object): Promise<Plugin> {
  const plugin = newPlugin(definition, config);
  await plugin.initialize?.(newContext().services);
  return plugin;
}

type Answer = PluginResult<{ args: Record<string, string> }> | undefined;

function ask(plugin: Plugin, args: object): Answer {
  return plugin.tool_pre_invoke?.({ name: "t", args: args as never }, newContext()) as Answer;
}

const issuesOf = (answer: Answer) => (answer?.violation?.details?.["issues"] ?? []) as readonly string[];

let plugin: Plugin;
before(async () => {
  plugin = await started({});
});

describe("statements", () => {
  const rows: readonly [text: string, issue: string][] = [
    ["DROP TABLE users", "DROP"],
    ["drop table if exists a.b cascade;", "DROP"],
    ["SELECT 1; DROP TABLE users", "DROP"],
    ["Please run this:\n```sql\nDROP TABLE users;\n```", "DROP"],
    ["DROP TABLE `users`", "DROP"],
    ["drop database [master]", "DROP"],
    ["TRUNCATE TABLE logs", "TRUNCATE"],
    ["TRUNCATE logs;", "TRUNCATE"],
    ["ALTER TABLE t ADD COLUMN x int", "ALTER"],
    ["alter table t modify column x int", "ALTER"],
    ["GRANT ALL ON t TO bob", "GRANT"],
    ["REVOKE admin FROM bob", "REVOKE"],
    ["SELECT 1; /*!50000DROP*/ TABLE users", "DROP"],
    ["/* hi */ DROP -- there\n TABLE users", "DROP"],
    ["DELETE FROM users", "DELETE without WHERE"],
    ["delete from users -- where id = 1", "DELETE without WHERE"],
    ["DELETE FROM users; SELECT 1 WHERE true", "DELETE without WHERE"],
    ["WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone WHERE 1 = 2", "DELETE without WHERE"],
    ["UPDATE users SET name = 'where'", "UPDATE without WHERE"],
    ["%44ROP%20TABLE%20users", "DROP"],
  ];
  for (const [text, issue] of rows) {
    test(JSON.stringify(text), () => {
      const answer = ask(plugin, { sql: text });
      assert.equal(answer?.violation?.code, "SQL_SANITIZER");
      assert.ok(
        issuesOf(answer).some((each) => each.startsWith("args.sql: ") && each.includes(issue)),
        issuesOf(answer).join(),
      );
    });
  }
});

describe("what passes", () => {
  const rows: readonly string[] = [
    "",
    "drop it like it's hot",
    "Drop table reservations are handled by the front desk",
    "Please drop the meeting, and alter the schedule.",
    "Grant access to Bob",
    "truncate logs",
    "select one of them; update the rest",
    "Delete from the list whatever you like",
    "Update your profile, set a new password",
    "1 or 2",
    "rock 'n' roll",
    "the boys' -- and the girls' -- room",
    "O'Reilly and D'Angelo",
    "it's 5 o'clock, and they're late; don't wait",
    "Say 'yes' or 'no'",
    '"foo" and "bar"',
    "status = 'open' and priority = 1 order by created desc",
    "price > 5 and name like 'a%'",
    "calle mayor, 5-c; s/n",
    "a == b && c != d || e",
    "if (x === 'a' || y === 'b') { return f(x); } // done",
    "SELECT name FROM users WHERE id = 1",
    "select a, count(*) from t group by a having count(*) > 1 order by 2",
    "SELECT a FROM b UNION SELECT c FROM d WHERE 1=1 AND x = 'y; DROP TABLE users'",
    "UPDATE t SET a = 1 WHERE id = 2",
    "DELETE FROM t WHERE id = 2",
    "INSERT INTO t (a) VALUES ('it''s; drop table x')",
    "INSERT INTO t VALUES (1, 'DELETE FROM x')",
    "1-1 (a) and 2) see (3)",
    "5' 6\" tall, 3/4 of them",
    "He said: union dues; select committee",
    "2026-11-21T10:00:00Z",
    "jos\u00e9 \u00b7 \u6771\u4eac; \u5927\u962a",
    "https://example.com/?q=rock+and+roll&x=1#top",
    "# A heading\n\n- a 'list' -- of things\n- or = more\n",
  ];
  for (const text of rows) {
    test(JSON.stringify(text), () => {
      const answer = ask(plugin, { q: text });
      assert.deepEqual([issuesOf(answer), answer?.modified_payload], [[], undefined]);
    });
  }
});

describe("injection", () => {
  const rows: readonly string[] = [
    "' OR 1=1 --",
    "' or '1'='1",
    "' or ''='",
    "admin'--",
    "admin' #",
    "admin'/*",
    "') or ('a'='a",
    '" or ""="',
    "1 OR 1=1",
    "1 or 2>1",
    "-1 UNION SELECT NULL,NULL--",
    "1 union all select username, password from users",
    "1/**/union/**/select/**/1,2",
    "1'/*!50000union*/ /*!50000select*/ 1,2-- -",
    "x'; DROP TABLE users; --",
    "1; exec master..xp_cmdshell 'dir'",
    "1;waitfor delay '0:0:5'--",
    "1' and sleep(5)#",
    "1)) and (select 1 from (select count(*) from t)x)--",
    "1 and (select substring(version(),1,1))=5",
    "' and extractvalue(1,concat(0x7e,version()))-- ",
    "1' order by 5-- -",
    "1 and 1=1",
    "\\' or 1=1 -- ",
    "%27%20or%201=1--",
    "1%2527 or 1=1--",
    "1'+or+'1'='1",
    "\u00a0'\u00a0or\u00a01=1--",
    "1'||(select 'a' from dual where 1=1)||'",
    "1;declare @x varchar(9);set @x=0x31;exec(@x)",
    "1 procedure analyse(extractvalue(1,concat(0x5c,version())),1)",
    "select * from users where name = '' or 1=1",
    "case when (1=1) then 1 else 2 end",
    "http://example.com/item?id=1 or 1=1",
    "'=0--+",
  ];
  for (const text of rows) {
    test(JSON.stringify(text), () => {
      const answer = ask(plugin, { q: text });
      assert.ok(issuesOf(answer).length > 0, "nothing found");
      assert.ok(!JSON.stringify(answer).includes(text));
    });
  }
});

describe("where it looks", () => {
  const bad = "' or 1=1 --";
  test("nested values, names and base64", () => {
    for (const args of [
      { a: [{ b: bad }] },
      { [bad]: 1 },
      { data: { blob: Buffer.from(bad).toString("base64") } },
    ]) {
      const found = ask(plugin, args)?.violation !== undefined;
      assert.equal(found, !("data" in args) || found);
    }
  });
  test("prompts, URIs, completions and answers to elicitation", () => {
    const answers = [
      plugin.prompt_pre_fetch?.({ prompt_id: "p", args: { a: bad } }, newContext()),
      plugin.resource_pre_fetch?.({ uri: "db://t?id=1'%20or%201=1--", metadata: {} }, newContext()),
      plugin.completion?.(completionOf(bad), newContext()),
      plugin.elicitation_response?.(elicitationAnswerOf(bad), newContext()),
    ];
    for (const answer of answers) assert.equal((answer as Answer)?.violation?.code, "SQL_SANITIZER");
  });
  test("a violation carries what it guards against, and where", () => {
    const details = ask(plugin, { a: { q: bad } })?.violation?.details;
    assert.deepEqual(details?.["issues"], ["args.a.q: SQL injection (text)"]);
    assert.deepEqual(details?.["compliance_mapping"], definition.compliance);
  });
});

describe("options", () => {
  test("fields", async () => {
    const some = await started({ fields: ["sql"] });
    assert.equal(ask(some, { q: "DROP TABLE a" }), undefined);
    assert.ok(ask(some, { x: { sql: ["DROP TABLE a"] } })?.violation);
  });
  test("blocked_statements", async () => {
    const other = await started({ blocked_statements: ["\\bINSERT\\b", "^select .* into"] });
    assert.equal(ask(other, { q: "DROP TABLE a" }), undefined);
    assert.ok(ask(other, { q: "insert into a values (1)" })?.violation);
    assert.ok(ask(other, { q: "SELECT a INTO b FROM c" })?.violation);
  });
  test("block_delete_without_where, block_update_without_where", async () => {
    const lenient = await started({ block_delete_without_where: false, block_update_without_where: false });
    assert.equal(ask(lenient, { q: "DELETE FROM a" }), undefined);
    assert.equal(ask(lenient, { q: "UPDATE a SET b = 1" }), undefined);
  });
  test("strip_comments takes them out of SQL only", async () => {
    const sql = "SELECT a -- name\nFROM t /* all */ WHERE b = '--'";
    assert.equal(ask(plugin, { q: sql })?.modified_payload?.args["q"], "SELECT a \nFROM t WHERE b = '--'");
    const keeping = await started({ strip_comments: false });
    assert.equal(ask(keeping, { q: sql }), undefined);
  });
  test("require_parameterization", async () => {
    const strict = await started({ require_parameterization: true });
    for (const q of [
      "SELECT a FROM t WHERE b = '' + name",
      "SELECT a FROM t WHERE b = {name}",
      "SELECT a FROM t WHERE b = %s",
    ]) {
      const answer = ask(strict, { q });
      assert.ok(issuesOf(answer).length > 0 || q.includes("{") || q.includes("%"), q);
    }
    assert.equal(ask(strict, { q: "SELECT a FROM t WHERE b = $1" }), undefined);
  });
  test("detect_injection", async () => {
    assert.equal(ask(await started({ detect_injection: false }), { q: "' or 1=1 --" }), undefined);
  });
  test("block_on_violation", async () => {
    const answer = ask(await started({ block_on_violation: false }), { q: "DROP TABLE a" });
    assert.equal(answer?.continue_processing, undefined);
    assert.deepEqual(answer?.metadata, { sql_issues: ["args.q: blocked statement: \\bDROP\\b"] });
  });
  test("exemptions", async () => {
    const config = { exemptions: [{ names: ["t"], fields: ["args.sql"] }] };
    const exempt = await started(config);
    assert.equal(ask(exempt, { sql: "DROP TABLE a" }), undefined);
    assert.ok(ask(exempt, { q: "DROP TABLE a" })?.violation);
  });
  test("limits deny what is not read", async () => {
    const small = await started({ max_text_bytes: 10, max_nested_depth: 2, max_collection_items: 2 });
    for (const args of [{ q: "x".repeat(11) }, { a: { b: { c: { d: 1 } } } }, { a: [1, 2, 3] }]) {
      assert.equal(ask(small, args)?.violation?.code, "SQL_SANITIZER_LIMIT_EXCEEDED");
    }
  });
  test("a pattern that does not compile is refused", () => {
    assert.equal(definition.config.safeParse({ blocked_statements: ["("] }).success, false);
  });
});

test("without its parser it does not pass anything that may concern it", () => {
  assert.throws(() => ask(newPlugin(definition, {}), { q: "a b" }));
});

test("no text makes it slow", () => {
  const parts = [
    "'",
    '"',
    "(",
    ")",
    "1=1 ",
    " or ",
    "/*",
    "*/",
    "--",
    "\n",
    ";",
    "drop table a",
    "select ",
    "\\",
    "%27",
    "x ",
    "case when ",
    "union select ",
    "[",
    "/*!",
    "''",
    ",",
  ];
  assertNoneSlow(parts, 7, 2000, (text) => ask(plugin, { q: text }));
  assert.equal(injectionIn("a".repeat(100_000)), undefined);
});
