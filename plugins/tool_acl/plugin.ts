import {
  compileNames,
  definePlugin,
  type GlobalContext,
  type JsonObject,
  type JsonValue,
  type MessagePayload,
  type PluginResult,
} from "plugins-adapter/framework";
import { z } from "zod";

const names = (what: string) =>
  z.array(z.string().min(1).max(1000)).min(1).max(1000).optional().describe(what);
const aclConfig = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        effect: z.enum(["allow", "deny"]).describe("What the rule says"),
        users: names("Users by name or glob; any caller when left out"),
        tenants: names("Tenants by name or glob"),
        roles: names("Roles by name or glob, one of which the user has"),
        servers: names("Servers' ids by name or glob"),
        tools: names("Tools by name or glob"),
        prompts: names("Prompts by name or glob"),
        resources: names("URIs of resources by name or glob"),
      }),
    )
    .max(1000)
    .default([])
    .describe("Rules; a `deny` that fits goes before every `allow`"),
  default: z.enum(["deny", "allow"]).default("deny").describe("What holds where no rule fits"),
  unknown_callers: z
    .enum(["deny", "by_rules"])
    .default("deny")
    .describe("A caller without a user: `deny` always, or judged by the rules that name no user and no role"),
  roles_claim: z
    .string()
    .min(1)
    .max(200)
    .default("roles")
    .describe("Member of the user's object that holds the roles"),
});

type Kind = "tools" | "prompts" | "resources";

/** Says who may see and call which tools, prompts and resources. */
export default definePlugin({
  kind: "tool_acl",
  hooks: [
    "tool_list",
    "prompt_list",
    "resource_list",
    "tool_pre_invoke",
    "prompt_pre_fetch",
    "resource_pre_fetch",
  ],
  config: aclConfig,
  readOnly: true,
  compliance: {
    owasp_mcp: ["MCP02", "MCP07"],
    owasp_llm: ["LLM06"],
    owasp_asi: ["ASI02", "ASI03"],
    mitre_atlas: ["AML.T0053"],
    cosai: ["T2"],
  },
  create(config) {
    const rules = config.rules.map(({ effect, ...lists }) => {
      const fits = (list: readonly string[] | undefined) =>
        list === undefined ? undefined : compileNames(list);
      return {
        allows: effect === "allow",
        users: fits(lists.users),
        tenants: fits(lists.tenants),
        roles: fits(lists.roles),
        servers: fits(lists.servers),
        // A rule that names no kind is for all; one that names some is for those.
        all: lists.tools === undefined && lists.prompts === undefined && lists.resources === undefined,
        tools: fits(lists.tools),
        prompts: fits(lists.prompts),
        resources: fits(lists.resources),
      };
    });

    /** Whether this caller may use what has the name. */
    function judge(context: GlobalContext): (kind: Kind, name: string) => boolean {
      const caller = usersNames(context.user);
      if (caller.length === 0 && config.unknown_callers === "deny") return () => false;
      const roles = rolesOf(context.user, config.roles_claim);
      const { tenant_id: tenant, server_id: server } = context;
      const here = rules.filter(
        (rule) =>
          (rule.users === undefined || caller.some(rule.users)) &&
          (rule.roles === undefined || roles.some(rule.roles)) &&
          (rule.tenants === undefined || (tenant !== undefined && rule.tenants(tenant))) &&
          (rule.servers === undefined || (server !== undefined && rule.servers(server))),
      );
      return (kind, name) => {
        const fitting = here.filter((rule) => rule.all || rule[kind]?.(name) === true);
        if (fitting.some(({ allows }) => !allows)) return false;
        return fitting.length > 0 || config.default === "allow";
      };
    }

    function call(kind: Kind, name: string, context: GlobalContext): PluginResult<never> | undefined {
      if (judge(context)(kind, name)) return undefined;
      return {
        continue_processing: false,
        violation: {
          code: "TOOL_ACL_DENIED",
          reason: "Access denied",
          description: "The caller may not use this",
          http_status_code: 403,
          details: { kind, name },
        },
      };
    }

    function list(
      payload: Readonly<MessagePayload>,
      context: GlobalContext,
    ): PluginResult<MessagePayload> | undefined {
      if (payload.result === undefined) return undefined;
      const may = judge(context);
      let hidden = 0;
      const result = { ...payload.result };
      for (const [member, kind] of listMembers) {
        const entries = result[member];
        if (!Array.isArray(entries)) continue;
        const kept = entries.filter((entry) => may(kind, nameOf(entry, kind)));
        hidden += entries.length - kept.length;
        result[member] = kept;
      }
      // What others see may differ even where nothing was hidden from this caller.
      const isShared = result["cacheScope"] !== undefined && result["cacheScope"] !== "private";
      if (isShared) result["cacheScope"] = "private";
      if (hidden === 0 && !isShared) return undefined;
      return { modified_payload: { ...payload, result }, metadata: { tool_acl: { hidden } } };
    }

    return {
      tool_list: (payload, { global_context }) => list(payload, global_context),
      prompt_list: (payload, { global_context }) => list(payload, global_context),
      resource_list: (payload, { global_context }) => list(payload, global_context),
      tool_pre_invoke: ({ name }, { global_context }) => call("tools", name, global_context),
      prompt_pre_fetch: ({ prompt_id }, { global_context }) => call("prompts", prompt_id, global_context),
      resource_pre_fetch: ({ uri }, { global_context }) => call("resources", uri, global_context),
    };
  },
});

const listMembers = [
  ["tools", "tools"],
  ["prompts", "prompts"],
  ["resources", "resources"],
  ["resourceTemplates", "resources"],
] as const;
const naming = ["email", "user_id", "sub", "id"];

/** A user's names: a rule may use any of them. */
function usersNames(user: string | JsonObject | undefined): string[] {
  if (typeof user === "string") return user.trim() === "" ? [] : [user];
  if (user === undefined) return [];
  return naming.flatMap((key) => {
    const value = Object.hasOwn(user, key) ? user[key] : undefined;
    return typeof value === "string" && value.trim() !== "" ? [value] : [];
  });
}

function rolesOf(user: string | JsonObject | undefined, claim: string): string[] {
  const value = typeof user === "object" && Object.hasOwn(user, claim) ? user[claim] : undefined;
  if (typeof value === "string") return value.split(/[\s,]+/).filter((role) => role !== "");
  return Array.isArray(value) ? value.filter((role): role is string => typeof role === "string") : [];
}

/** Without a name it is nobody's: only rules for everything allow it. */
function nameOf(entry: JsonValue, kind: Kind): string {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return "";
  const { name, uri, uriTemplate } = entry as JsonObject;
  const value = kind === "resources" ? (uri ?? uriTemplate) : name;
  return typeof value === "string" ? value : "";
}
