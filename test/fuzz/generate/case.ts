/** One case of a run: what a client sends, or what a server answers. */
import { methodEntry } from "../../../src/mcp/methods.ts";
import { mutateBytes, someSpace } from "../mutate/bytes.ts";
import { mutateLines } from "../mutate/framing.ts";
import { mutateTree } from "../mutate/structure.ts";
import { type Random, randomFrom } from "../random.ts";
import { type JsonText, textOf, treeOf } from "./json-text.ts";
import { answerOf, callOf, type Era, eras, someId, someMethod } from "./messages.ts";
import { bytesOfLines, eventLines, otherLines, type StreamLine, someCuts } from "./streams.ts";
import { someValue } from "./words.ts";

export type FuzzCase = {
  /** `request`: the body of a POST; the others are what comes back. */
  readonly leg: "request" | "json" | "post stream" | "get stream";
  /** `MCP-*` headers of the request. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The body of the request that is answered. */
  readonly asked?: string;
  /** HTTP status of the answer. Default: 200. */
  readonly status?: number;
  /** `content-type` of a JSON answer, where it is not that of JSON. */
  readonly type?: string;
  /** A request of the server that this client's message may answer: it came on a stream of the same session before. */
  readonly earlier?: string;
  readonly bytes: Buffer;
  /** Lengths of the pieces that an event stream comes in. */
  readonly pieces: readonly number[];
};

/** The case of a seed, always the same. */
export function caseOf(seed: number): FuzzCase {
  const random = randomFrom(seed);
  const leg = random.percent(45)
    ? "request"
    : random.pick(["json", "json", "post stream", "post stream", "get stream"] as const);
  const era = random.pick(eras);
  switch (leg) {
    case "request":
      return requestCase(random, era);
    case "json":
    case "post stream":
    case "get stream":
      return answerCase(random, leg, era);
  }
}

function requestCase(random: Random, era: Era): FuzzCase {
  if (era === "2025-03-26" && random.percent(25)) {
    const items = Array.from({ length: 1 + random.below(4) }, () => clientMessage(random, era));
    return { leg: "request", headers: eraHeaders(random, era), ...spoilt(random, treeOf(items)) };
  }
  if (era !== "2026-07-28" && random.percent(8)) return answerToServer(random, era);
  const message = clientMessage(random, era);
  const mirrored = era === "2026-07-28" ? mirrors(message) : [];
  return {
    leg: "request",
    headers: [...eraHeaders(random, era), ...mirrored],
    ...spoilt(random, treeOf(message)),
  };
}

/** A client's answer to a request that the server sent in this session. */
function answerToServer(random: Random, era: Era): FuzzCase {
  const method = random.pick([
    "sampling/createMessage",
    "elicitation/create",
    "roots/list",
    "ping",
    "tasks/result",
  ]);
  const id = someId(random);
  const answer = answerOf(random, random.percent(85) ? method : "elicitation/create", id, era);
  return {
    leg: "request",
    headers: [...eraHeaders(random, era), ["mcp-session-id", `session ${random.below(2 ** 32)}`]],
    earlier: JSON.stringify({ jsonrpc: "2.0", id, method, params: {} }),
    ...spoilt(random, treeOf(answer)),
  };
}

/** A call, or an answer to one of the server's. */
function clientMessage(random: Random, era: Era): Record<string, unknown> {
  if (random.percent(88)) return callOf(random, someMethod(random, "client"), era);
  return answerOf(
    random,
    random.pick(["sampling/createMessage", "elicitation/create", "roots/list", "ping"]),
    someId(random),
    era,
  );
}

/** Without a version a request is of 2025-03-26. */
function eraHeaders(random: Random, era: Era): [string, string][] {
  return era === "2025-03-26" && random.percent(50) ? [] : [["mcp-protocol-version", era]];
}

function mirrors({ method, params }: Record<string, unknown>): [string, string][] {
  if (typeof method !== "string") return [];
  const field = methodEntry(method)?.mirrored;
  const name = field && (params as Record<string, unknown>)[field];
  const isPlain = typeof name === "string" && /^[!-~]*$/.test(name);
  const value = isPlain ? name : `=?base64?${Buffer.from(String(name)).toString("base64")}?=`;
  return [["mcp-method", method], ...(name === undefined ? [] : [["mcp-name", value] as [string, string]])];
}

/** Clients read JSON, and some any text, under an HTTP error status too. */
function errorStatus(random: Random): Pick<FuzzCase, "status" | "type"> {
  const status = random.pick([400, 401, 403, 404, 405, 500, 503]);
  return random.percent(60)
    ? { status }
    : { status, type: random.pick(["text/plain", "text/html", "application/jsonx"]) };
}

/** Requests that are answered: what is in them is of no matter. */
const questions = {
  "tools/call": { name: "echo", arguments: {} },
  "prompts/get": { name: "echo" },
  "resources/read": { uri: "file:///a" },
  "tools/list": undefined,
  "tasks/result": { taskId: "t1" },
};

function answerCase(random: Random, leg: "json" | "post stream" | "get stream", era: Era): FuzzCase {
  const methods = Object.keys(questions) as (keyof typeof questions)[];
  const method = random.percent(60) ? "tools/call" : random.pick(methods);
  const id = someId(random);
  const asked = JSON.stringify({ jsonrpc: "2.0", id, method, params: questions[method] });
  const headers: [string, string][] = era === "2026-07-28" ? [] : [["mcp-protocol-version", era]];
  const answer = () => answerOf(random, method, random.percent(95) ? id : someId(random), era);
  if (leg === "json") {
    const given = { leg, headers, asked, ...spoilt(random, treeOf(answer())) };
    return random.percent(75) ? given : { ...given, ...errorStatus(random) };
  }
  const lines: StreamLine[] = [];
  for (let events = 1 + random.below(4); events > 0; events--) {
    const message = events === 1 && leg === "post stream" ? answer() : streamMessage(random, answer, era);
    lines.push(
      ...(message === undefined
        ? otherLines(random)
        : eventLines(random, spoilt(random, treeOf(message), 25).bytes)),
    );
  }
  for (let mutations = random.pick([0, 1, 1, 2, 3, 5]); mutations > 0; mutations--)
    mutateLines(random, lines);
  const framed = bytesOfLines(lines);
  const bytes = random.percent(8) ? mutateBytes(random, framed) : framed;
  return { leg, headers, asked, bytes, pieces: someCuts(random, bytes.length) };
}

function streamMessage(random: Random, answer: () => unknown, era: Era): unknown {
  const kind = random.below(10);
  if (kind < 2) return undefined;
  if (kind < 5) return answer();
  if (kind === 5 && era === "2025-03-26") return [answer(), callOf(random, "notifications/message", era)];
  return random.percent(97) ? callOf(random, someMethod(random, "server"), era) : someValue(random);
}

/** The text of a message after some mutations; `whole` in a hundred have none. */
function spoilt(random: Random, tree: JsonText, whole = 8): { bytes: Buffer; pieces: number[] } {
  const holder: JsonText = { kind: "array", items: [tree] };
  const mutations = random.percent(100 - whole) ? random.pick([1, 1, 1, 2, 2, 3, 4, 6]) : 0;
  let byteMutations = 0;
  for (let made = 0; made < mutations; made++) {
    if (random.percent(15)) byteMutations++;
    else mutateTree(random, holder.items[0] as JsonText);
  }
  const spaced = random.percent(20);
  let bytes: Buffer = Buffer.from(
    textOf(holder.items[0] as JsonText, spaced ? () => someSpace(random) : undefined),
  );
  for (let made = 0; made < byteMutations; made++) bytes = mutateBytes(random, bytes);
  return { bytes, pieces: [bytes.length] };
}
