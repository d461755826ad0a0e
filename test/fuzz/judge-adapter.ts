/** What must hold of what the adapter does with a case, whoever receives it. */
import type { AdapterSettings } from "../../src/settings/adapter.ts";
import { holds, type Outcome, type Seen } from "./adapter.ts";
import type { Find } from "./find.ts";
import type { FuzzCase } from "./generate/case.ts";
import { deniedWord, maskedWord } from "./generate/words.ts";
import { same } from "./same.ts";
import { type Understood, understood } from "./understood.ts";

export function judgeAdapter(one: FuzzCase, outcome: Outcome, settings: AdapterSettings): Find[] {
  const { forwarded, denial, seen, faults } = outcome;
  const finds: Find[] = faults.map((fault) => ({
    property: "nothing throws",
    detail: String((fault as Error)?.stack ?? fault),
  }));
  if (denial !== undefined && denial.length > 0 && !isJson(denial))
    finds.push({ property: "an answer of the adapter is JSON", detail: denial.toString() });
  if (forwarded === undefined) return finds;
  const read = understood(one.leg, forwarded, settings);
  if (read === undefined && one.status !== undefined) return [...finds, ...errorText(forwarded, outcome)];
  if (read === undefined)
    return [...finds, { property: "what goes on can be read by the adapter", detail: forwarded.toString() }];
  if (!goesOnAsItCame(one, outcome, forwarded, read, settings))
    finds.push({
      property: "what is neither edited nor refused goes on as it came",
      detail: forwarded.toString(),
    });
  const passed = seen.filter(({ denied }) => !denied);
  for (const message of read.filter((it) => !isOwnError(it))) {
    const unseen = partUnseen(one, message, passed);
    if (unseen !== undefined)
      finds.push({ property: "a plugin saw what goes on", detail: `${unseen}: ${JSON.stringify(message)}` });
    for (const property of wordsOf(one, message)) finds.push({ property, detail: JSON.stringify(message) });
  }
  return finds;
}

/** A body under an error status that is no message: plugins see it as an error's, or as its text. */
function errorText(forwarded: Buffer, { seen }: Outcome): Find[] {
  const text = forwarded.toString();
  const said = isJson(forwarded) ? (JSON.parse(text) as unknown) : text;
  const finds: Find[] = [];
  if (holds(said, deniedWord)) finds.push({ property: "the denied word never arrives", detail: text });
  if (holds(said, maskedWord)) finds.push({ property: "the masked word never arrives", detail: text });
  const texts = new Set(seen.flatMap(({ payload }) => [...textsOf(payload)]));
  const stray = [...textsOf(said)].find((part) => !texts.has(part));
  if (stray !== undefined)
    finds.push({ property: "a plugin saw what goes on", detail: `a text (${JSON.stringify(stray)})` });
  return finds;
}

/** Bodies byte for byte; event streams, whose lines may be spelled otherwise, message for message. */
function goesOnAsItCame(
  one: FuzzCase,
  { edited, refused }: Outcome,
  forwarded: Buffer,
  read: readonly Understood[],
  settings: AdapterSettings,
): boolean {
  if (edited || refused) return true;
  if (one.leg === "request" || one.leg === "json") return forwarded.equals(one.bytes);
  return same(read, understood(one.leg, one.bytes, settings));
}

/** What of a message no plugin was handed; undefined: there is nothing. */
function partUnseen(one: FuzzCase, message: Understood, seen: readonly Seen[]): string | undefined {
  if (message.kind === "request" && one.leg === "request" && !wasHanded(message, seen)) return "other params";
  const texts = new Set([...members, ...seen.flatMap(({ payload }) => [...textsOf(payload)])]);
  const own = [shownParams(message), message.result, message.error].flatMap((part) => [...textsOf(part)]);
  const stray = own.find((text) => !texts.has(text));
  return stray === undefined ? undefined : `a text (${JSON.stringify(stray)})`;
}

/** Names of members whose values plugins are handed by themselves. */
const members = ["name", "arguments", "uri", "contents", "inputResponses"];

/** Params without the names that a server gave its requests for input: the answers are handed over one by one. */
function shownParams({ params }: Understood): unknown {
  const { inputResponses, ...rest } = (params ?? {}) as Record<string, unknown>;
  if (inputResponses === null || typeof inputResponses !== "object") return params;
  return { ...rest, inputResponses: Object.values(inputResponses) };
}

/** Whether a plugin of ContextForge's hooks was handed just this request. */
function wasHanded({ method, params }: Understood, seen: readonly Seen[]): boolean {
  const { name, arguments: args = {}, uri } = (params ?? {}) as Record<string, unknown>;
  const by = (hook: string, fits: (payload: Record<string, unknown>) => boolean): boolean =>
    seen.some((it) => it.hook === hook && fits(it.payload));
  switch (method) {
    case "tools/call":
      return by("tool_pre_invoke", (payload) => same(payload["name"], name) && same(payload["args"], args));
    case "prompts/get":
      return by("prompt_pre_fetch", (payload) => same(payload["name"], name) && same(payload["args"], args));
    case "resources/read":
      return by("resource_pre_fetch", (payload) => same(payload["uri"], uri));
    default:
      return true;
  }
}

/** The denied word where it is denied, and the masked one where it is masked. */
function wordsOf(one: FuzzCase, message: Understood): Find["property"][] {
  const { method, result, error } = message;
  const params = shownParams(message);
  const { name: _name, uri: _uri, ...edited } = (params ?? {}) as Record<string, unknown>;
  const isNamed = one.leg === "request" && named.has(method ?? "");
  const found: Find["property"][] = [];
  if (holds([params, result, error], deniedWord)) found.push("the denied word never arrives");
  if (holds([isNamed ? edited : params, result, error], maskedWord))
    found.push("the masked word never arrives");
  return found;
}

/** Methods whose name or URI the plugin does not edit. */
const named = new Set(["tools/call", "prompts/get", "resources/read"]);

/** An error that the adapter wrote in an answer's place. */
function isOwnError({ kind, error }: Understood): boolean {
  const { data } = (error ?? {}) as { data?: { code?: unknown } };
  return kind === "error" && typeof data?.code === "string";
}

function textsOf(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value === "string") found.add(value);
  else if (value !== null && typeof value === "object")
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) found.add(key);
      textsOf(inner, found);
    }
  return found;
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
