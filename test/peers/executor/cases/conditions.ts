import type { Condition } from "../../../../src/framework/index.ts";
import type { JsonObject } from "../../../../src/framework/json.ts";
import type { Call, Case, Differs } from "../case.ts";
import type { DifferenceId } from "../differences.ts";

/** One plugin an entry: which of them ran says which matched. */
function matching(
  name: string,
  entries: Readonly<Record<string, readonly Condition[]>>,
  calls: readonly Partial<Call>[],
  differs: readonly Differs[] = [],
): Case {
  const plugins = Object.entries(entries).map(([plugin, conditions]) => ({
    name: plugin,
    conditions,
    script: [],
  }));
  return { name, plugins, calls, differs };
}

/** Others match here than there. */
function match(id: DifferenceId, ...names: readonly string[]): Differs {
  return { id, here: { ran: [...names], records: names.map((name) => `${name} completed`) } };
}

function from(context: JsonObject): Partial<Call> {
  return { context };
}

const prompt = { hook: "prompt_pre_fetch", payload: { prompt_id: "p", args: {} } };
const promptPost = { hook: "prompt_post_fetch", payload: { prompt_id: "p", result: "x" } };
const toolPost = { hook: "tool_post_invoke", payload: { name: "t", result: "x" } };
const resource = { hook: "resource_pre_fetch", payload: { uri: "file:///a", metadata: {} } };
const resourcePost = { hook: "resource_post_fetch", payload: { uri: "file:///a", content: "x" } };

/** One entry for each list of names, alone and together, hit and missed. */
const names: Readonly<Record<string, readonly Condition[]>> = {
  none: [],
  empty: [{}],
  "empty lists": [{ tools: [], prompts: [], resources: [], server_ids: [], user_patterns: [] }],
  "tool hit": [{ tools: ["t"] }],
  "tool one of many": [{ tools: ["s", "t", "u"] }],
  "tool miss": [{ tools: ["other"] }],
  "tool by case": [{ tools: ["T"] }],
  "tool by part": [{ tools: ["tt"] }],
  "prompt hit": [{ prompts: ["p"] }],
  "prompt miss": [{ prompts: ["other"] }],
  "resource hit": [{ resources: ["file:///a"] }],
  "resource miss": [{ resources: ["file:///other"] }],
  "tool hit, prompt miss": [{ tools: ["t"], prompts: ["other"] }],
  "tool miss, prompt hit": [{ tools: ["other"], prompts: ["p"] }],
  "either of two": [{ tools: ["other"] }, { tools: ["t"], prompts: ["p"] }],
  "neither of two": [{ tools: ["other"] }, { tools: ["another"] }],
};

export const conditionCases: readonly Case[] = [
  matching("names on every hook", names, [{}, toolPost, prompt, promptPost, resource, resourcePost]),
  matching(
    "servers and tenants",
    {
      server: [{ server_ids: ["s1"] }],
      "one of servers": [{ server_ids: ["s0", "s1"] }],
      tenant: [{ tenant_ids: ["t1"] }],
      both: [{ server_ids: ["s1"], tenant_ids: ["t1"] }],
      either: [{ server_ids: ["s1"] }, { tenant_ids: ["t1"] }],
      "with tool": [{ server_ids: ["s1"], tools: ["t"] }],
      "with another tool": [{ server_ids: ["s1"], tools: ["other"] }],
    },
    [
      from({}),
      from({ server_id: "s1" }),
      from({ tenant_id: "t1" }),
      from({ server_id: "s1", tenant_id: "t1" }),
      from({ server_id: "s2", tenant_id: "t1" }),
      from({ server_id: "S1" }),
      from({ server_id: "" }),
    ],
  ),
  matching(
    "users",
    {
      whole: [{ user_patterns: ["alice"] }],
      part: [{ user_patterns: ["lic"] }],
      many: [{ user_patterns: ["bob", "ali"] }],
      dotted: [{ user_patterns: [".ice"] }],
      "with tool": [{ user_patterns: ["alice"], tools: ["t"] }],
    },
    [
      from({}),
      from({ user: "alice" }),
      from({ user: "the-alice@example.org" }),
      from({ user: "Alice" }),
      from({ user: "" }),
    ],
  ),
  matching(
    "users: globs",
    { glob: [{ user_patterns: ["admin-*"] }], one: [{ user_patterns: ["admin-?"] }] },
    [from({ user: "admin-1" })],
    [match("conditions-have-globs", "glob", "one")],
  ),
  matching(
    "users that are objects",
    { email: [{ user_patterns: ["a@x"] }], key: [{ user_patterns: ["email"] }] },
    [from({ user: { email: "a@x", is_admin: false } })],
    [match("user-objects-by-value", "email")],
  ),
  matching(
    "globs",
    { tool: [{ tools: ["t*"] }], server: [{ server_ids: ["s?"] }] },
    [from({ server_id: "s1" })],
    [match("conditions-have-globs", "tool", "server")],
  ),
  matching(
    "a name with its server",
    { named: [{ tools: ["s1/t"] }], all: [{ tools: ["s1/*"] }] },
    [from({ server_id: "s1" })],
    [match("conditions-name-servers", "named", "all")],
  ),
  matching(
    "content types",
    {
      json: [{ content_types: ["application/json"] }],
      many: [{ content_types: ["text/plain", "application/json"] }],
      text: [{ content_types: ["text/plain"] }],
      "with tool": [{ content_types: ["application/json"], tools: ["t"] }],
    },
    [
      from({}),
      from({ content_type: "application/json" }),
      from({ content_type: "Application/JSON; charset=utf-8" }),
      from({ content_type: " text/plain " }),
      from({ content_type: "text/html" }),
    ],
  ),
  matching(
    "content types: how the list writes them",
    {
      upper: [{ content_types: ["Application/JSON"] }],
      parameter: [{ content_types: ["application/json; charset=utf-8"] }],
    },
    [from({ content_type: "application/json" })],
  ),
  matching(
    "content types: globs",
    { glob: [{ content_types: ["application/*"] }] },
    [from({ content_type: "application/json" })],
    [match("conditions-have-globs", "glob")],
  ),
  {
    name: "conditions on what an earlier plugin renamed",
    plugins: [
      { name: "renames", script: [{ edit: { name: "other" } }] },
      { name: "for t", conditions: [{ tools: ["t"] }], script: [] },
      { name: "for other", conditions: [{ tools: ["other"] }], script: [] },
    ],
    differs: [
      {
        id: "conditions-follow-renames",
        here: {
          ran: ["renames", "for other"],
          records: ["renames completed modified", "for other completed"],
        },
      },
    ],
  },
  {
    name: "conditions of every mode",
    plugins: ["sequential", "transform", "audit", "concurrent", "fire_and_forget"].flatMap((mode) => [
      { name: `${mode} hit`, mode, conditions: [{ tools: ["t"] }], script: [] },
      { name: `${mode} miss`, mode, conditions: [{ tools: ["other"] }], script: [{ deny: null }] },
    ]),
  },
];
