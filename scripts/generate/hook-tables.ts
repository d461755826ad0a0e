import { z } from "zod";
import { hookReach } from "../../src/commands/hook-reach.ts";
import { builtinHooks, type HookDefinition } from "../../src/framework/index.ts";
import { messageHooks } from "../../src/framework/message-hooks.ts";
import { permissionOf } from "../../src/inspection/request/permission.ts";
import { methodEntry, methodNames } from "../../src/mcp/methods.ts";
import type { GeneratedFile } from "./generated-file.ts";

/** The reference of hooks and their payloads, from their definitions and schemas. */
export function hookTables(): readonly GeneratedFile[] {
  return [{ path: "docs/reference/hooks.md", text: page() }];
}

const hooks: readonly HookDefinition[] = Object.values(builtinHooks);

function page(): string {
  return `# Hooks

<!-- Made by \`make generate\` from src/framework/hooks.ts, message-hooks.ts, http-hooks.ts and the payloads' schemas: edit those. -->

Where plugins run, what they are handed and what they may change. Names and fields are ContextForge's where it has the hook;
those from \`tool_list\` to \`message\` are for what only a wire sees. A configuration may give a hook by an alias. A plugin
implements a hook by a method of its name ([guide](../guide/write-a-plugin.md)). Which part of which message goes where:
[messages](messages.md).

| Hook | Alias | When it runs | Methods | Conditions compare |
|---|---|---|---|---|
${hooks.map(hookRow).join("\n")}

On every hook conditions compare servers, tenants, users and content types, too
([configuration](configuration.md)). A hook without a name of its own matches whatever names an entry lists.

What a plugin returns as \`modified_payload\` is the payload with changes, a field that is absent keeps its value, and
changes of fields that are not writable are left out. Four hooks take something else in its place:

| Hook | \`modified_payload\` | Becomes the field |
|---|---|---|
${hooks.flatMap((hook) => (hook.result ? [`| \`${hook.name}\` | ${hook.result.about} | \`${hook.result.field}\` |`] : [])).join("\n")}

The payload with that field changed is taken as well: that is how a header is removed. An answer of another form is an
error of the plugin (\`PLUGIN_ERROR\`), and \`on_error\` says what comes of it.

## Payloads

${hooks
  .filter(({ name }) => !Object.hasOwn(messageHooks, name))
  .map(payloadSection)
  .join("\n\n")}

${messageSection()}

## Hooks on HTTP requests

Order within an exchange: \`http_pre_request\`, then \`adapter.identity\` is read from the headers as they are now, then
\`http_auth_resolve_user\`; for each request of the body \`http_auth_check_permission\` and the hook of its method; on the
response's headers \`http_post_request\`; then hooks on results. A plugin keeps its state (\`context.state\`) throughout.

- \`http_pre_request\` and \`http_post_request\` run on every exchange: GET streams, DELETE and what \`adapter.not_mcp\` lists,
  too. \`http_auth_resolve_user\` leaves out what is listed there.
- No plugin changes pseudo headers, \`host\`, headers that frame a message (\`content-length\`, \`content-type\`,
  \`content-encoding\`, \`transfer-encoding\`, \`connection\` and the like), \`mcp-*\`, \`x-envoy-*\` or \`x-mcp-denied\`: such
  edits are left out. So are values with control characters. \`authorization\`, \`cookie\`, \`x-api-key\` and
  \`proxy-authorization\` that a client sent keep their value, unless \`adapter.http_hooks\` says otherwise; the shipped
  Envoy configurations answer 500 to any edit of \`authorization\` and \`cookie\`, until they are taken out of
  \`mutation_rules\`. Envoy does not choose another route for changed headers.
- More edits than \`adapter.http_hooks\` allows deny the request or response.
- A deny of \`http_pre_request\` or \`http_auth_resolve_user\` comes before any message is known: it is answered with the
  violation's HTTP status, else by its code, else 403 or 401 (with \`www-authenticate\`), 500 where a plugin failed; the body is a
  JSON-RPC error without id. One of \`http_auth_check_permission\` on a message is a message's denial, \`PERMISSION_DENIED\`. One of
  \`http_post_request\` withholds the response.
- The user that \`http_auth_resolve_user\` answers with takes the place of \`adapter.identity\`'s: whoever configures such a
  plugin trusts it. A user with \`is_active: false\` is refused. Without an answer the user stays as it was.
- \`granted: false\` denies in every mode that may deny, and no later plugin takes it back; \`granted: true\` overrides
  nothing, for there are no other rules here. A permission is asked for each request of a body, of a batch too; a batch is
  refused whole. \`servers.use\` is asked for where there is no request to ask about: for a DELETE, for a GET that accepts
  an event stream or is answered with one, and for a body of notifications or answers; refused, they are a 403.
- \`http_post_request\` runs once on what the client gets: on the server's answer, or on the adapter's own; there it may add
  headers, but what is denied stays denied. Not on answers to bodies that are too large or late.
- \`client_host\` and \`client_port\` are there if the filter's \`request_attributes\` has \`source.address\`, as shipped.
- The filter must send request headers (\`request_header_mode: SEND\`, Envoy's default), for \`http_post_request\` response
  headers, too.
- \`http_headers\` of any hook's result reach the client, on allowed messages too: those of hooks on requests always, those
  of hooks on results with JSON responses, as an event stream's headers are gone before its events come.

| Method | Permission | \`resource_type\` |
|---|---|---|
${permissionRows()}
| any other | \`${permissionOf("").permission}\` | |

## Hooks that do not exist here

Entries that name one are refused, with the reason: \`federation_pre_sync\`, \`federation_post_sync\` and whatever else
synchronises gateways and peers (there is no federation between adapters); \`gateway_*\` and other \`server_*\` (a sidecar
keeps no registry of them); \`agent_*\` (A2A is not inspected); \`identity_resolve\`, \`token_delegate\`, \`evaluate\` and \`cmf.*\`.
`;
}

function hookRow(hook: HookDefinition): string {
  const { methods } = hookReach(hook.name);
  const named = methods.includes("*") ? "" : methods.map((method) => `\`${method}\``).join(", ");
  const lists = { tool: "`tools`", prompt: "`prompts`", resource: "`resources`", other: "" };
  const aliases = (hook.aliases ?? []).map((alias) => `\`${alias}\``).join(", ");
  return `| [\`${hook.name}\`](#${hook.name}) | ${aliases} | ${hook.summary} | ${named} | ${lists[hook.family]} |`;
}

interface FieldSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
}

/** One payload serves them all. */
function messageSection(): string {
  const [first] = Object.values<HookDefinition>(messageHooks);
  if (first === undefined) throw new Error("there are such hooks");
  const anchors = Object.keys(messageHooks).map((name) => `<a id="${name}"></a>\`${name}\``);
  const note =
    "`server_post_register` may change nothing. What a hook edits is checked again: a message stays a message.";
  return `${payloadSection({ ...first, name: "Messages" })}\n\nThe payload of ${anchors.join(", ")}. ${note}`;
}

function payloadSection(hook: HookDefinition): string {
  const { properties = {}, required = [] } = z.toJSONSchema(hook.payload, {
    io: "input",
    unrepresentable: "any",
    reused: "inline",
  });
  const rows = Object.entries(properties as Readonly<Record<string, FieldSchema>>).map(([name, field]) => {
    const optional = required.includes(name) || field.default !== undefined ? "" : ", may be absent";
    const writable = hook.writable.includes(name) ? "yes" : "";
    return `| \`${name}\` | ${typeWords[field.type ?? ""] ?? "JSON"}${optional} | ${writable} | ${field.description ?? ""} |`;
  });
  return `### ${hook.name}\n\n| Field | Type | Writable | Meaning |\n|---|---|---|---|\n${rows.join("\n")}`;
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  boolean: "true or false",
  object: "object",
};

function permissionRows(): string {
  const other = permissionOf("").permission;
  return methodNames()
    .filter((method) => methodEntry(method)?.kind === "request")
    .map((method) => ({ method, ...permissionOf(method) }))
    .filter(({ permission, resource_type }) => permission !== other || resource_type !== undefined)
    .map(
      ({ method, permission, resource_type }) =>
        `| \`${method}\` | \`${permission}\` | ${resource_type === undefined ? "" : `\`${resource_type}\``} |`,
    )
    .join("\n");
}
