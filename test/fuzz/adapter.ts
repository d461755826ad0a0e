/** The inspection under test, in this process: what it forwards of a case, and what its plugin saw of it. */
import type { z } from "zod";
import { builtinHooks, type Plugin } from "../../src/framework/index.ts";
import type { ExchangeInspection, Headers, Inspector } from "../../src/inspection/verdict.ts";
import { type AdapterSettings, adapterSettings } from "../../src/settings/adapter.ts";
import { inspect, postHeaders, requestPlan, responsePlan } from "../inspection/inspect.ts";
import type { FuzzCase } from "./generate/case.ts";
import { deniedWord, maskedWord, masks } from "./generate/words.ts";
import { same } from "./same.ts";

/** A payload that the plugin was handed, as it left it. */
export type Seen = {
  readonly hook: string;
  readonly payload: Record<string, unknown>;
  readonly denied: boolean;
};

export type Outcome = {
  /** What goes on to the receiver; undefined: nothing does, the sender gets the answer. */
  readonly forwarded: Buffer | undefined;
  /** Lengths of the pieces in which an event stream goes on. */
  readonly pieces: readonly number[];
  /** What the sender, or a client in an answer's place, gets from the adapter. */
  readonly denial: Buffer | undefined;
  readonly seen: readonly Seen[];
  /** The plugin changed something. */
  readonly edited: boolean;
  /** Something was denied or refused. */
  readonly refused: boolean;
  /** What threw, anywhere. */
  readonly faults: readonly unknown[];
};

export type Adapter = {
  readonly settings: AdapterSettings;
  /** Cases are driven one after the other, in the order in which they come. */
  drive(one: FuzzCase): Promise<Outcome>;
};

/** @param input the `adapter:` section of a configuration */
export async function startAdapter(input: z.input<typeof adapterSettings> = {}): Promise<Adapter> {
  let seen: Seen[] = [];
  let edited = false;
  let mask: string = masks[0];
  const handlers: Record<string, (payload: Record<string, unknown>) => unknown> = {};
  for (const hook of Object.keys(builtinHooks).filter((name) => !name.startsWith("http_"))) {
    handlers[hook] = (payload) => {
      const { headers: _, ...read } = payload;
      const denied = holds(read, deniedWord);
      const masked = holds(read, maskedWord);
      const left =
        masked && !denied
          ? { ...payload, ...maskedFields(payload, maskable[hook] ?? wholeMessage, mask) }
          : payload;
      seen.push({ hook, payload: left, denied });
      if (denied)
        return { continue_processing: false, violation: { reason: "No", description: "", code: "FUZZ" } };
      if (left === payload || same(left, payload)) return {};
      edited = true;
      return { modified_payload: left };
    };
  }
  const { inspector, faults, decisions } = await inspect(handlers as unknown as Plugin, input);
  let before: Promise<unknown> = Promise.resolve();
  const alone = async (one: FuzzCase): Promise<Outcome> => {
    seen = [];
    edited = false;
    faults.length = 0;
    decisions.length = 0;
    mask = masks[one.bytes.length % masks.length] as string;
    let went: Went = { forwarded: undefined, pieces: [], denial: undefined };
    try {
      went = await through(inspector, one, () => {
        seen = [];
        edited = false;
        decisions.length = 0;
      });
    } catch (error) {
      faults.push(error);
    }
    const refused = decisions.some(({ action }) => action === "denied");
    return { ...went, seen, edited, refused, faults: [...faults] };
  };
  return {
    settings: adapterSettings.parse(input),
    drive(one) {
      const outcome = before.then(() => alone(one));
      before = outcome;
      return outcome;
    },
  };
}

/** Fields that the plugin masks the word in, by hook; of the hooks of whole messages all that there is. */
const maskable: Readonly<Record<string, readonly string[]>> = {
  resource_pre_fetch: [],
  tool_pre_invoke: ["args"],
  prompt_pre_fetch: ["args"],
  tool_post_invoke: ["result"],
  prompt_post_fetch: ["result"],
  resource_post_fetch: ["content"],
};

const wholeMessage = ["params", "result", "error"];

function maskedFields(
  payload: Record<string, unknown>,
  fields: readonly string[],
  mask: string,
): Record<string, unknown> {
  const there = fields.filter((field) => payload[field] !== undefined);
  return Object.fromEntries(there.map((field) => [field, withoutWord(payload[field], mask)]));
}

function withoutWord(value: unknown, mask: string): unknown {
  if (typeof value === "string") return value.replaceAll(maskedWord, () => mask);
  if (Array.isArray(value)) return value.map((item) => withoutWord(item, mask));
  if (value === null || typeof value !== "object") return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value))
    Object.defineProperty(
      copy,
      key.replaceAll(maskedWord, () => mask),
      { value: withoutWord(inner, mask), enumerable: true, writable: true, configurable: true },
    );
  return copy;
}

/** Whether a word stands in any text or key of a value. */
export function holds(value: unknown, word: string): boolean {
  if (typeof value === "string") return value.includes(word);
  if (Array.isArray(value)) return value.some((item) => holds(item, word));
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([key, inner]) => key.includes(word) || holds(inner, word));
}

type Went = Pick<Outcome, "forwarded" | "pieces" | "denial">;

async function through(inspector: Inspector, one: FuzzCase, answering: () => void): Promise<Went> {
  const exchange = inspector.open();
  try {
    if (one.leg === "request") {
      if (one.earlier !== undefined) await askEarlier(inspector, one.headers, one.earlier);
      answering();
      return await request(exchange, one.headers, one.bytes);
    }
    if (one.leg === "get stream") {
      const get: Headers = [[":method", "GET"], ...postHeaders.slice(1, 4), ["accept", "text/event-stream"]];
      const plan = await requestPlan(exchange, [...get, ...one.headers], true);
      if (plan.kind === "deny") throw new Error("a GET is denied");
    } else {
      const asked = await request(exchange, one.headers, Buffer.from(one.asked ?? ""));
      if (asked.forwarded === undefined) throw new Error(`the question is denied: ${asked.denial}`);
    }
    answering();
    return await response(exchange, one);
  } finally {
    exchange.close();
  }
}

/** Has the server send a request on a stream of the session. */
async function askEarlier(inspector: Inspector, headers: FuzzCase["headers"], asks: string): Promise<void> {
  const exchange = inspector.open();
  try {
    await request(exchange, headers, Buffer.from(pinging));
    const bytes = Buffer.from(`data: ${asks}\n\n`);
    await response(exchange, { leg: "post stream", headers, bytes, pieces: [bytes.length] });
  } finally {
    exchange.close();
  }
}

const pinging = '{"jsonrpc":"2.0","id":"p","method":"ping"}';

async function request(
  exchange: ExchangeInspection,
  headers: FuzzCase["headers"],
  body: Buffer,
): Promise<Went> {
  const plan = await requestPlan(exchange, [...postHeaders, ...headers]);
  if (plan.kind === "deny") return deniedBy(plan.denial.body);
  const verdict = await exchange.requestBody(Buffer.from(body));
  if (verdict.kind === "deny") return deniedBy(verdict.denial.body);
  const forwarded = verdict.kind === "replace" ? Buffer.from(verdict.body) : body;
  return { forwarded, pieces: [forwarded.length], denial: undefined };
}

async function response(exchange: ExchangeInspection, one: FuzzCase): Promise<Went> {
  const { leg, bytes, pieces, status = 200 } = one;
  const isJson = leg === "json";
  const type = isJson ? (one.type ?? "application/json") : "text/event-stream";
  const plan = await responsePlan(exchange, [
    [":status", `${status}`],
    ["content-type", type],
  ]);
  if (plan.kind !== (isJson ? "collect" : "events")) throw new Error(`${leg}: ${plan.kind}`);
  if (isJson) {
    const verdict = await exchange.responseBody(Buffer.from(bytes));
    if (verdict.kind === "deny") return deniedBy(verdict.denial.body);
    const forwarded = verdict.kind === "replace" ? Buffer.from(verdict.body) : bytes;
    return { forwarded, pieces: [forwarded.length], denial: undefined };
  }
  const out: Buffer[] = [];
  const emit = (more: Uint8Array): void => void out.push(Buffer.from(more));
  let at = 0;
  for (const [index, size] of pieces.entries()) {
    const piece = Buffer.from(bytes.subarray(at, at + size));
    at += size;
    const verdict = await exchange.responseEvents(piece, index === pieces.length - 1, emit);
    emit(verdict.bytes);
    if (verdict.end) break;
  }
  const forwarded = Buffer.concat(out);
  return { forwarded, pieces: out.map(({ length }) => length), denial: undefined };
}

function deniedBy(body: Uint8Array): Went {
  return { forwarded: undefined, pieces: [], denial: Buffer.from(body) };
}
