import assert from "node:assert/strict";
import { test } from "node:test";
import { compileConditions } from "../../src/framework/conditions.ts";
import type { Condition } from "../../src/framework/config/entry.ts";
import type { GlobalContext, HookFamily } from "../../src/framework/index.ts";
import { contextOf } from "./manager-of.ts";

interface Case {
  readonly what: string;
  readonly conditions: readonly Condition[];
  readonly family?: HookFamily;
  readonly name?: string;
  readonly unknown?: boolean;
  readonly context?: Partial<GlobalContext>;
  /** [contextforge, exact]. */
  readonly matches: readonly [boolean, boolean];
}

/** Of the server `ns/weather` only; another's prefix is not to be confused with it. */
const server_prefixes = { "ns/weather": "weather_", other: "o_" };

const yes = [true, true] as const;
const no = [false, false] as const;

const cases: readonly Case[] = [
  { what: "no conditions", conditions: [], matches: yes },
  { what: "an entry that says nothing", conditions: [{}], matches: yes },
  {
    what: "empty lists",
    conditions: [{ tools: [], server_ids: [], user_patterns: [], content_types: [] }],
    matches: yes,
  },
  ...(
    [
      ["server/tool", ["s1/t"], "s1", yes],
      ["server/tool of another server", ["s2/t"], "s1", no],
      ["server/tool, and the server is not known", ["s1/t"], undefined, no],
      ["a glob over a server's tools", ["s1/*"], "s1", yes],
      ["a glob over servers", ["*/t"], "s1", yes],
      ["a glob over servers, and the server is not known", ["*/t"], undefined, no],
      ["a glob without a slash is not compared with the server", ["s*"], "s1", no],
      ["a server whose id has a slash", ["ns/weather/t"], "ns/weather", yes],
      ["half of a server's id", ["weather/t"], "ns/weather", no],
      ["the server's prefix", ["weather_t"], "ns/weather", yes],
      ["a glob with the server's prefix", ["weather_*"], "ns/weather", yes],
      ["another server's prefix", ["o_t"], "ns/weather", no],
      ["a prefix, and the server is not known", ["weather_t"], undefined, no],
      ["the bare name, whatever the server's prefix", ["t"], "ns/weather", yes],
    ] as const
  ).flatMap(([what, names, server_id, matches]) => [
    {
      what: `tools: ${what}`,
      conditions: [{ tools: names }],
      context: server_id === undefined ? {} : { server_id },
      matches,
    },
    {
      what: `prompts: ${what}`,
      conditions: [{ prompts: names }],
      family: "prompt" as const,
      context: server_id === undefined ? {} : { server_id },
      matches,
    },
  ]),
  {
    what: "resources are not compared with the server",
    conditions: [{ resources: ["s1/t"] }],
    family: "resource",
    context: { server_id: "s1" },
    matches: no,
  },
  {
    what: "a glob of content types",
    conditions: [{ content_types: ["Application/*; charset=utf-8"] }],
    context: { content_type: "application/json; charset=utf-8" },
    matches: yes,
  },
  {
    what: "a glob of other content types",
    conditions: [{ content_types: ["text/*"] }],
    context: { content_type: "application/json" },
    matches: no,
  },
  { what: "a tool of the list", conditions: [{ tools: ["x", "t"] }], matches: yes },
  { what: "a tool not of the list", conditions: [{ tools: ["x"] }], matches: no },
  { what: "a part of the name only", conditions: [{ tools: ["t"] }], name: "tt", matches: no },
  { what: "another case", conditions: [{ tools: ["T"] }], matches: no },
  { what: "a glob", conditions: [{ tools: ["db_*"] }], name: "db_drop", matches: yes },
  { what: "prompts only, on a tool hook", conditions: [{ prompts: ["p"] }], matches: [true, false] },
  {
    what: "prompts only, on a hook of no family",
    conditions: [{ prompts: ["p"] }],
    family: "other",
    matches: [true, false],
  },
  { what: "prompts and tools, on a tool hook", conditions: [{ prompts: ["p"], tools: ["t"] }], matches: yes },
  {
    what: "prompts and other tools, on a tool hook",
    conditions: [{ prompts: ["t"], tools: ["x"] }],
    matches: no,
  },
  { what: "a prompt", conditions: [{ prompts: ["t"] }], family: "prompt", matches: yes },
  {
    what: "a resource by glob",
    conditions: [{ resources: ["file:*"] }],
    family: "resource",
    name: "file:///x",
    matches: yes,
  },
  {
    what: "another resource",
    conditions: [{ resources: ["file:*"] }],
    family: "resource",
    name: "http://x",
    matches: no,
  },
  {
    what: "a resource in another spelling of its scheme",
    conditions: [{ resources: ["secret://*"] }],
    family: "resource",
    name: "SECRET://x",
    matches: yes,
  },
  {
    what: "a resource by way of another folder",
    conditions: [{ resources: ["file:///secret/*"] }],
    family: "resource",
    name: "file:///x/y/../%2e%2e/secret/z",
    matches: yes,
  },
  {
    what: "a resource with escapes",
    conditions: [{ resources: ["file:///secret/*"] }],
    family: "resource",
    name: "file:///%73ecret/y",
    matches: yes,
  },
  {
    what: "a resource whose escapes are none",
    conditions: [{ resources: ["file:///secret/*"] }],
    family: "resource",
    name: "file:///%zz/%ff",
    matches: no,
  },
  {
    what: "a text that is no URI",
    conditions: [{ resources: ["secret*"] }],
    family: "resource",
    name: "no URI",
    matches: no,
  },
  {
    what: "a tool named like one",
    conditions: [{ tools: ["file:///secret/*"] }],
    name: "file:///x/../secret/y",
    matches: no,
  },
  {
    what: "a list and a name that nobody knows",
    conditions: [{ tools: ["x"] }],
    name: "",
    unknown: true,
    matches: yes,
  },
  { what: "the server", conditions: [{ server_ids: ["s"] }], context: { server_id: "s" }, matches: yes },
  {
    what: "the server by glob",
    conditions: [{ server_ids: ["prod-*"] }],
    context: { server_id: "prod-1" },
    matches: yes,
  },
  { what: "a missing server", conditions: [{ server_ids: ["s"] }], matches: no },
  { what: "a missing server and a star", conditions: [{ server_ids: ["*"] }], matches: no },
  { what: "a missing tenant", conditions: [{ tenant_ids: ["x"] }], matches: no },
  {
    what: "AND within an entry",
    conditions: [{ tools: ["t"], server_ids: ["x"] }],
    context: { server_id: "s" },
    matches: no,
  },
  {
    what: "OR across entries",
    conditions: [{ tools: ["x"] }, { server_ids: ["s"] }],
    context: { server_id: "s" },
    matches: yes,
  },
  {
    what: "no entry of several",
    conditions: [{ tools: ["x"] }, { server_ids: ["x"] }],
    context: { server_id: "s" },
    matches: no,
  },
  {
    what: "part of a user's name",
    conditions: [{ user_patterns: ["dmi"] }],
    context: { user: "admin" },
    matches: yes,
  },
  {
    what: "a glob of users",
    conditions: [{ user_patterns: ["admin-*"] }],
    context: { user: "admin-7" },
    matches: yes,
  },
  {
    what: "a glob is for the whole user",
    conditions: [{ user_patterns: ["admin-*"] }],
    context: { user: "not-admin-7" },
    matches: no,
  },
  { what: "a missing user", conditions: [{ user_patterns: ["*"] }], matches: no },
  {
    what: "a user object's e-mail",
    conditions: [{ user_patterns: ["*@x.y"] }],
    context: { user: { email: "a@x.y" } },
    matches: yes,
  },
  {
    what: "a user object's id",
    conditions: [{ user_patterns: ["u1"] }],
    context: { user: { user_id: "u1" } },
    matches: yes,
  },
  {
    what: "a user object's keys",
    conditions: [{ user_patterns: ["email"] }],
    context: { user: { email: "a@x.y" } },
    matches: no,
  },
  {
    what: "a user object without either",
    conditions: [{ user_patterns: ["*"] }],
    context: { user: { name: "u" } },
    matches: no,
  },
  {
    what: "a content type with parameters",
    conditions: [{ content_types: ["Application/JSON; q=1"] }],
    context: { content_type: "application/json; charset=utf-8" },
    matches: yes,
  },
  {
    what: "another content type",
    conditions: [{ content_types: ["text/html", "text/plain-old"] }],
    context: { content_type: "text/plain" },
    matches: no,
  },
  { what: "a missing content type", conditions: [{ content_types: ["text/plain"] }], matches: no },
];

for (const {
  what,
  conditions,
  family = "tool",
  name = "t",
  unknown = false,
  context = {},
  matches,
} of cases) {
  (["contextforge", "exact"] as const).forEach((reading, index) => {
    test(`${what} (${reading}): ${matches[index] ? "matches" : "does not match"}`, () => {
      const compiled = compileConditions(conditions, family, { conditions: reading, server_prefixes });
      const answer =
        typeof compiled === "function"
          ? compiled({ name, unknown }, contextOf(context))
          : compiled === "always";
      assert.equal(answer, matches[index]);
    });
  });
}

const exact = { conditions: "exact", server_prefixes: {} } as const;

test("what can never or always match is known at load", () => {
  assert.equal(compileConditions([{ prompts: ["p"] }], "tool", exact), "never");
  assert.equal(compileConditions([{ prompts: ["p"] }, { tools: [] }], "tool", exact), "always");
});
