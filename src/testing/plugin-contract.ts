import assert from "node:assert/strict";
import { parse } from "yaml";
import { z } from "zod";
import { asPayload } from "../framework/edits.ts";
import {
  builtinHooks,
  createHookRegistry,
  type JsonValue,
  type Plugin,
  type PluginDefinition,
  type PluginResult,
} from "../framework/index.ts";
import { copyJson } from "../framework/json-copy.ts";
import { messageHooks } from "../framework/message-hooks.ts";
import { handlerOf } from "../framework/plugin-registry.ts";
import { deeplyFrozen, newContext, newPlugin } from "./instances.ts";
import type { PluginFolder } from "./plugin-folder.ts";
import { weirdValues } from "./weird-values.ts";

/** One promise that a plugin's folder keeps. `run` rejects where it is broken. */
export interface ContractCheck {
  readonly name: string;
  run(): Promise<void>;
}

/** What a plugin is tried with, and what it promises beyond the contract. */
export interface ContractOptions {
  /** Configurations beside the manifest's default that the plugin is tried with; those that edit or deny much tell most. */
  readonly configs?: readonly Readonly<Record<string, unknown>>[];
  /** Handlers have to answer at once: the promise of the built-in plugins. */
  readonly synchronous?: boolean;
  /** Handlers write nothing into payloads, whether their definition says `readOnly` or not: built-in plugins share one. */
  readonly readOnly?: boolean;
}

const readmeSections = ["## Example", "## Options", "## What it looks at", "## What it does not catch"];

/** What every plugin of the one shape holds to: manifest, README and definition agree, and no payload breaks it. */
export function contractChecks(folder: PluginFolder, options: ContractOptions = {}): ContractCheck[] {
  const { manifest, readme, definition } = folder;
  const promised = { ...options, readOnly: options.readOnly === true || definition.readOnly === true };
  const { kind } = definition;
  const check = (name: string, run: () => void | Promise<void>): ContractCheck => ({
    name,
    run: async () => run(),
  });
  const configs = [manifest.default_config, ...(options.configs ?? [])];
  return [
    check("its manifest agrees with the definition", () => {
      assert.equal(manifest.kind, kind, "kind");
      assert.deepEqual(manifest.available_hooks, definition.hooks, "available_hooks");
      const parsed = definition.config.safeParse(manifest.default_config);
      assert.ok(parsed.success, `default_config: ${parsed.error?.issues[0]?.message}`);
    }),
    check("its default config names the defaults", () => defaultsAgree(folder)),
    check("its config refuses unknown keys and describes every option", () => {
      const unknown = { ...manifest.default_config, no_such_option: 1 };
      assert.ok(!definition.config.safeParse(unknown).success, "an unknown key is accepted");
      for (const { name, description } of optionsOf(definition)) {
        assert.ok(description !== "", `option ${name} has no description`);
        assert.ok(readme.includes(`\`${name}\``), `the README does not name option ${name}`);
      }
    }),
    check("its README has the sections and shows a config that is valid", () => readmeAgrees(folder)),
    check("it implements the hooks that it declares, and no other", () => {
      const plugin = newPlugin(definition, manifest.default_config);
      const hooks = createHookRegistry(folder.hookTypes);
      for (const hook of definition.hooks) assert.ok(hooks.get(hook), `there is no hook ${hook}`);
      const implemented = hooks.names().filter((hook) => handlerOf(plugin, hook) !== undefined);
      assert.deepEqual(implemented.sort(), [...definition.hooks].sort());
    }),
    ...configs.map((config, number) =>
      check(`it answers any payload, config ${number}`, async () => {
        const plugin = newPlugin(definition, config);
        await plugin.initialize?.(newContext().services);
        for (const value of weirdValues()) {
          for (const hook of definition.hooks.filter((name) => Object.hasOwn(builtinHooks, name)))
            for (const payload of payloadsOf(hook, value)) await answers(plugin, hook, payload, promised);
        }
        await plugin.shutdown?.();
      }),
    ),
  ];
}

/** One option of a plugin's `config`, as its schema tells it. */
export interface PluginOption {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** As JSON; undefined for none. */
  readonly default: string | undefined;
  readonly description: string;
}

/** The options of a plugin, in the order of its schema. Empty where the schema is none of an object. */
export function optionsOf({ config }: Pick<PluginDefinition, "config">): PluginOption[] {
  const { properties = {}, required = [] } = z.toJSONSchema(config, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).map(([name, schema]) => {
    const shown = typeof schema === "object" ? schema : {};
    return {
      name,
      type: typeText(shown),
      required: required.includes(name),
      default: shown.default === undefined ? undefined : JSON.stringify(shown.default),
      description: shown.description ?? "",
    };
  });
}

function typeText({ type, enum: values, items, anyOf }: z.core.JSONSchema.BaseSchema): string {
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (type === "array" && typeof items === "object" && !Array.isArray(items))
    return `list of ${typeText(items)}`;
  if (anyOf) return anyOf.map((each) => (typeof each === "object" ? typeText(each) : "any")).join(" | ");
  // More than one type is a list of them, which the library's own type does not say.
  return type === undefined ? "any" : [type as string | string[]].flat().join(" | ");
}

function defaultsAgree({ manifest, definition }: PluginFolder): void {
  const { default_config } = manifest;
  const parsed = definition.config.parse(default_config) as Record<string, unknown>;
  for (const [option, value] of Object.entries(default_config)) {
    assert.deepEqual(parsed[option], value, option);
  }
  const needed = new Set(optionsOf(definition).flatMap(({ name, required }) => (required ? [name] : [])));
  const required = Object.fromEntries(
    Object.entries(default_config).filter(([option]) => needed.has(option)),
  );
  const defaults = definition.config.parse(required) as Record<string, unknown>;
  for (const [option, value] of Object.entries(defaults)) assert.deepEqual(parsed[option], value, option);
}

function readmeAgrees({ manifest, readme, definition, module }: PluginFolder): void {
  assert.ok(readme.startsWith(`# ${manifest.name}\n`), `the README does not begin with "# ${manifest.name}"`);
  for (const section of readmeSections) {
    assert.ok(readme.includes(`\n${section}\n`), `the README has no section "${section}"`);
  }
  const example = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1];
  assert.ok(example !== undefined, "the README shows no configuration as YAML");
  const { plugins } = (parse(example) ?? {}) as { plugins?: { kind?: unknown; config?: unknown }[] };
  const entry = plugins?.find(({ kind }) => isKind(kind, definition.kind, module));
  assert.ok(entry, "the README's example has no entry of this kind");
  const { error } = definition.config.safeParse(entry.config ?? {});
  assert.equal(error?.issues[0]?.message, undefined, "the config of the README's example is not valid");
}

/** Plugins that are not built in are named by the path of their module. */
function isKind(kind: unknown, own: string, module: string): boolean {
  return kind === own || (typeof kind === "string" && kind.startsWith(".") && kind.endsWith(`/${module}`));
}

/**
 * An answer names an edit only if there is one, and a denial with a code. What a plugin writes into its own copy of the
 * payload is its edit; one that promised to write nothing is handed a frozen payload, as the adapter does.
 */
async function answers(
  plugin: Plugin,
  hook: string,
  payload: Record<string, unknown>,
  { synchronous = false, readOnly = false }: ContractOptions,
): Promise<void> {
  const handler = (plugin as Record<string, unknown>)[hook] as (
    payload: unknown,
    context: unknown,
  ) => unknown;
  const handed = readOnly ? deeplyFrozen(payload) : copyJson(payload);
  const pending = handler.call(plugin, handed, newContext());
  assert.ok(!(synchronous && pending instanceof Promise), `${hook} answers with a promise`);
  const { continue_processing, violation, modified_payload } = ((await pending) ??
    {}) as PluginResult<unknown>;
  if (continue_processing === false) {
    assert.ok(violation?.code, `${hook} denies without a code`);
    assert.equal(modified_payload, undefined, `${hook} denies and edits`);
    return;
  }
  if (modified_payload !== undefined) {
    assert.notDeepEqual(modified_payload, payload, `${hook} returns an edit that changes nothing`);
  }
  const definition = builtinHooks[hook as keyof typeof builtinHooks];
  const left = modified_payload === undefined ? handed : asPayload(definition, payload, modified_payload);
  const checked = definition.payload.safeParse(left);
  assert.deepEqual(checked.error, undefined, `${hook} leaves an edited payload that is none`);
}

function payloadsOf(hook: string, value: JsonValue): readonly Record<string, unknown>[] {
  return Object.hasOwn(messageHooks, hook) ? messagesOf(value) : [payloadOf(hook, value)];
}

/** A message of each kind, of methods that nobody knows: what holds the value is an object, as it is on the wire. */
function messagesOf(value: JsonValue): readonly Record<string, unknown>[] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  // Under names too that plugins look for.
  const body = isObject ? value : { value, tools: value, messages: [value], content: value };
  return [
    { kind: "request", method: "x/y", from: "server", params: body },
    { kind: "notification", method: "notifications/x", from: "client", params: body },
    { kind: "result", method: "", from: "server", result: body },
    { kind: "error", method: "", from: "client", error: { code: -32000, message: "x", data: value } },
  ];
}

function payloadOf(hook: string, value: JsonValue): Record<string, unknown> {
  switch (hook) {
    case "tool_pre_invoke":
      return { name: "tool", args: { value } };
    case "prompt_pre_fetch":
      return { prompt_id: "prompt", args: { value: typeof value === "string" ? value : "text" } };
    case "resource_pre_fetch":
      return { uri: typeof value === "string" ? value : "file:///x", metadata: { value } };
    case "resource_post_fetch":
      return { uri: "file:///x", content: value };
    case "prompt_post_fetch":
      return { prompt_id: "prompt", result: value };
    case "http_pre_request":
      return { path: "/mcp", method: "POST", headers: headersOf(value) };
    case "http_post_request":
      return {
        path: "/mcp",
        method: "POST",
        headers: {},
        response_headers: headersOf(value),
        status_code: 200,
      };
    case "http_auth_resolve_user": {
      const credentials =
        typeof value === "string" ? { credentials: { scheme: "Bearer", credentials: value } } : {};
      return { ...credentials, headers: headersOf(value) };
    }
    case "http_auth_check_permission":
      return {
        user_email: typeof value === "string" ? value : "",
        permission: "tools.execute",
        is_admin: false,
      };
    default:
      return { name: "tool", result: value };
  }
}

function headersOf(value: JsonValue): Record<string, string> {
  return { "x-value": typeof value === "string" ? value : "text" };
}
