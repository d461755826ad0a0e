import {
  compileNames,
  definePlugin,
  type JsonObject,
  type JsonValue,
  type MaybePromise,
  type MessagePayload,
  type PluginResult,
  type ViolationInput,
} from "plugins-adapter/framework";
import { toolGuardConfig } from "./config.ts";
import { type Entry, entryReader, withStanding } from "./listing.ts";
import { type Judged, pinsOf } from "./pins.ts";

type Answer<P> = PluginResult<P> | undefined;
type Message = Readonly<MessagePayload>;

/** Tools that are remembered as taken out of a list, of all servers together. */
const mostRemoved = 10_000;
/** Entries that a denial or the metadata name. */
const mostTold = 20;

/** Looks for poisoned, changed and shadowing definitions in lists of tools, prompts and resources. */
export default definePlugin({
  kind: "tool_guard",
  hooks: ["tool_list", "prompt_list", "resource_list", "initialization", "discover", "tool_pre_invoke"],
  config: toolGuardConfig,
  readOnly: true,
  compliance: {
    owasp_mcp: ["MCP03"],
    owasp_llm: ["LLM01", "LLM03"],
    owasp_asi: ["ASI01", "ASI04"],
    mitre_atlas: ["AML.T0051.001", "AML.T0099", "AML.T0110"],
    cosai: ["T4", "T6", "T11"],
    safe_mcp: ["SAFE-T1001", "SAFE-T1201", "SAFE-T1301"],
  },
  create(config, { state, log }) {
    const pins = pinsOf(config, state);
    const readEntry = entryReader(config, compileNames(config.exempt));
    const removed = new Map<string, string>();
    let away = false;

    function tools(payload: Message, server: string | undefined): MaybePromise<Answer<MessagePayload>> {
      const list = payload.result?.["tools"];
      if (!Array.isArray(list)) return undefined;
      if (list.length > config.max_tools) return tooMany(list.length);
      const entries = list.map((entry) => readEntry(entry, true));
      // What is poisoned is not pinned: it would be right when it comes again.
      const clean = entries.filter(({ faults }) => faults.every(({ action }) => action === "report"));
      const finish = (judged: readonly Judged[]): Answer<MessagePayload> => {
        const standings = new Map(judged.map((each, index) => [clean[index], each]));
        const whole = entries.map((entry) => withStanding(entry, standings.get(entry), config));
        remember(server, whole);
        return outcome(payload, [{ member: "tools", entries: whole }]);
      };
      return guarded(
        () => pins.judge(server, clean),
        finish,
        () => finish([]),
      );
    }

    function others(payload: Message, members: readonly string[]): Answer<MessagePayload> {
      const lists: { member: string; entries: Entry[] }[] = [];
      for (const member of members) {
        const list = payload.result?.[member];
        if (!Array.isArray(list)) continue;
        if (list.length > config.max_tools) return tooMany(list.length);
        lists.push({ member, entries: list.map((entry) => readEntry(entry, false)) });
      }
      return outcome(payload, lists);
    }

    function greeting(payload: Message): Answer<MessagePayload> {
      const { result } = payload;
      if (!config.instructions || result === undefined) return undefined;
      const [fault] = readEntry(result, false).faults;
      if (fault === undefined) return undefined;
      const metadata = { tool_guard: { instructions: fault.details } };
      if (fault.action === "report") return { metadata };
      const { instructions: _, ...rest } = result;
      if (fault.action === "remove" && readEntry(rest, false).faults.length === 0)
        return { modified_payload: { ...payload, result: rest }, metadata };
      return denied({
        code: fault.code,
        reason: "Poisoned server instructions",
        description: "What the server says of itself holds instructions that it should not",
        details: fault.details,
      });
    }

    function call(name: string, server: string | undefined): MaybePromise<Answer<never>> {
      const why = config.deny_calls ? removed.get(keyOf(server, name)) : undefined;
      if (why !== undefined)
        return refused("TOOL_REMOVED", "The tool was taken out of its server's list", { tool: name, why });
      if (config.unknown_tools === "allow" || config.pinning === "off") return undefined;
      const decide = (known: boolean) =>
        known ? undefined : refused("TOOL_UNKNOWN", "The tool has no pinned definition", { tool: name });
      return guarded(
        () => pins.knows(server, name),
        decide,
        () => undefined,
      );
    }

    function remember(server: string | undefined, entries: readonly Entry[]): void {
      for (const { name, faults } of entries) {
        const key = keyOf(server, name);
        const fault = faults.find(({ action }) => action === "remove");
        removed.delete(key);
        if (fault !== undefined) removed.set(key, fault.code);
        const [oldest] = removed.keys();
        if (removed.size > mostRemoved && oldest !== undefined) removed.delete(oldest);
      }
    }

    function outcome(
      payload: Message,
      lists: readonly { readonly member: string; readonly entries: readonly Entry[] }[],
    ): Answer<MessagePayload> {
      const faulty = lists.flatMap(({ entries }) => entries).filter(({ faults }) => faults.length > 0);
      if (faulty.length === 0) return undefined;
      const told = faulty.slice(0, mostTold).map(({ name, faults }) => ({
        name: name.slice(0, 200),
        faults: faults.map(({ code, action, details }) => ({ code, action, ...details })),
      }));
      const details: JsonObject = { entries: told, count: faulty.length };
      const faults = faulty.flatMap((entry) => entry.faults);
      log.warn(
        { count: faulty.length, codes: [...new Set(faults.map(({ code }) => code))] },
        "a list holds what it should not",
      );
      const denying = faults.find(({ action }) => action === "deny");
      if (denying !== undefined)
        return denied({
          code: denying.code,
          reason: "Poisoned or changed definitions",
          description: "The list holds definitions that must not reach the model",
          details,
        });
      const metadata = { tool_guard: details };
      if (faults.every(({ action }) => action === "report")) return { metadata };
      const result = { ...payload.result };
      for (const { member, entries } of lists)
        result[member] = (result[member] as JsonValue[]).filter(
          (_, index) => !entries[index]?.faults.some(({ action }) => action === "remove"),
        );
      return { modified_payload: { ...payload, result }, metadata };
    }

    /** Asks the pins; where they cannot be asked, `fail_mode` decides. */
    function guarded<T, P>(
      ask: () => MaybePromise<T>,
      then: (value: T) => Answer<P>,
      unpinned: () => Answer<P>,
    ): MaybePromise<Answer<P>> {
      const asked = ask();
      if (!(asked instanceof Promise)) return then(asked);
      return asked.then(
        (value) => {
          away = false;
          return then(value);
        },
        () => {
          if (!away) log.error({ fail_mode: config.fail_mode }, "pins cannot be read");
          away = true;
          if (config.fail_mode === "open") return unpinned();
          return denied({
            code: "TOOL_GUARD_UNAVAILABLE",
            reason: "Pins unavailable",
            description: "The definitions cannot be compared with their pins",
            http_status_code: 503,
          });
        },
      );
    }

    return {
      initialize: () => state.ready(),
      tool_list: (payload, { global_context }) => tools(payload, global_context.server_id),
      prompt_list: (payload) => others(payload, ["prompts"]),
      resource_list: (payload) => others(payload, ["resources", "resourceTemplates"]),
      initialization: greeting,
      discover: greeting,
      tool_pre_invoke: ({ name }, { global_context }) => call(name, global_context.server_id),
    };
  },
});

function keyOf(server: string | undefined, name: string): string {
  return `${server === undefined ? "-" : `=${server}`} ${name}`;
}

function tooMany(count: number): PluginResult<never> {
  return denied({
    code: "TOOL_GUARD_LIMIT_EXCEEDED",
    reason: "List too long",
    description: "The list has more entries than allowed",
    details: { count },
  });
}

function refused(code: string, description: string, details: JsonObject): PluginResult<never> {
  return denied({ code, reason: "Tool not available", description, details, http_status_code: 403 });
}

function denied(violation: ViolationInput): PluginResult<never> {
  return { continue_processing: false, violation };
}
