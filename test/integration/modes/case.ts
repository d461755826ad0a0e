/** One exchange as data: what the client sends, what the server answers, and what either of them must have got. */
import assert from "node:assert/strict";
import type { ClientRequest, ClientResponse, Finished, NoResponse } from "../parts/client.ts";
import type { Answer, Pairs, Received } from "../parts/upstream.ts";
import type { ModePair } from "./mode-pairs.ts";

type ByMode<T> = T | ((mode: ModePair) => T);

/** A whole exchange, its expectations as values or told from the mode pair. */
export type ExchangeCase = {
  readonly name: string;
  readonly request: ClientRequest;
  readonly answer?: Answer;
  readonly client: ByMode<ClientSees>;
  readonly server: ByMode<ServerSees>;
  /** Texts that must not be found in anything that side received. */
  readonly secrets?: { readonly client?: readonly string[]; readonly server?: readonly string[] };
};

/** An exchange that is stepped by hand. */
export type StepCase = {
  readonly name: string;
  readonly run: (steps: Steps) => Promise<void>;
};

export type Case = ExchangeCase | StepCase;

export type Steps = {
  readonly mode: ModePair;
  /** Sends on the case's own path; resolves at the response's head. */
  send(request: ClientRequest): Promise<ClientResponse>;
  exchange(request: ClientRequest): Promise<Finished | NoResponse>;
  answer(answer: Answer): void;
  /** Requests of this case that reached the server. */
  received(): readonly Received[];
};

/**
 * `cut`: the response never came or broke off. `failed`: that, or a status of 500 and more. Else its end was seen.
 * A header of `undefined` must be absent.
 */
export type ClientSees =
  | "cut"
  | "failed"
  /** One of these: what Envoy has gathered when it asks decides. */
  | { readonly either: readonly ClientSees[] }
  | {
      readonly status: number | readonly number[];
      readonly headers?: Readonly<Record<string, string | undefined>>;
      readonly body?: string | Uint8Array;
      /** A JSON-RPC error in the answer's place: `data.code`, and the id where it is certain. */
      readonly error?: { readonly word: string; readonly id?: unknown };
      readonly trailers?: Pairs;
    };

/** `nothing`: never contacted. `no body`: not a byte of the body, and the request broke off if there was one at all. */
export type ServerSees =
  | "nothing"
  | "no body"
  | {
      readonly body?: string | Uint8Array;
      readonly headers?: Readonly<Record<string, string | undefined>>;
      readonly trailers?: Pairs;
    };

/** What a client sees of an exchange that the mode pair has no way to inspect. */
export const unreadable: ClientSees = {
  status: 500,
  headers: { "x-mcp-denied": "true" },
  error: { word: "response_not_readable", id: null },
};

/** A refused request never gets to the server; where Envoy has forwarded its head already, its body doesn't. */
export function refusedRequest(mode: ModePair): ServerSees {
  return mode.request === "streamed" ? "no body" : "nothing";
}

export function of<T>(value: ByMode<T>, mode: ModePair): T {
  return typeof value === "function" ? (value as (mode: ModePair) => T)(mode) : value;
}

export function assertClient(
  outcome: Finished | NoResponse,
  expected: ClientSees,
  request: ClientRequest = {},
): void {
  const cut = outcome.status === undefined || outcome.ended === "reset";
  if (expected === "cut") return assert.ok(cut, "the response must break off");
  if (expected === "failed") return assert.ok(cut || outcome.status >= 500, "the exchange must fail");
  if ("either" in expected) return assertEither(outcome, expected.either, request);
  assert.ok(outcome.status !== undefined, "no response");
  const shown = `${outcome.status} ${outcome.text.slice(0, 300)}`;
  const statuses = [expected.status].flat();
  assert.ok(statuses.includes(outcome.status), `status ${statuses} expected: ${shown}`);
  assert.equal(outcome.ended, "complete", shown);
  assertHeaders(outcome.headers, expected.headers);
  if (request.method === "HEAD") return;
  assertLength(outcome.headers, outcome.body);
  if (expected.body !== undefined) assertBytes(outcome.body, expected.body);
  if (expected.error !== undefined) {
    const message = JSON.parse(outcome.text) as { id: unknown; error: { data: { code: string } } };
    assert.equal(message.error.data.code, expected.error.word, shown);
    if ("id" in expected.error) assert.deepEqual(message.id, expected.error.id, shown);
  }
  if (expected.trailers !== undefined) assert.deepEqual(outcome.trailers, expected.trailers);
}

function assertEither(
  outcome: Finished | NoResponse,
  expected: readonly ClientSees[],
  request: ClientRequest,
): void {
  const faults: unknown[] = [];
  for (const one of expected) {
    try {
      return assertClient(outcome, one, request);
    } catch (fault) {
      faults.push(fault);
    }
  }
  throw new AggregateError(faults, faults.map(String).join("; "));
}

export function assertServer(received: readonly Received[], expected: ServerSees): void {
  if (expected === "nothing") return assert.equal(received.length, 0, "the server was contacted");
  if (expected === "no body") {
    for (const request of received) {
      assert.equal(request.body.length, 0, `${request.body}`);
      assert.notEqual(request.state, "complete");
    }
    return;
  }
  assert.equal(received.length, 1, "requests that reached the server");
  const [request] = received;
  assert.ok(request !== undefined);
  assert.equal(request.state, "complete");
  assertHeaders(request.headers, expected.headers);
  assertLength(request.headers, request.body);
  if (expected.body !== undefined) assertBytes(request.body, expected.body);
  if (expected.trailers !== undefined) assert.deepEqual(request.trailers, expected.trailers);
}

/** Searches all bytes that a side got, heads and trailers included. */
export function assertNoSecrets(side: string, everything: Uint8Array, secrets: readonly string[] = []): void {
  const bytes = Buffer.from(everything);
  for (const secret of secrets) assert.ok(!bytes.includes(secret), `${side} got ${secret}`);
}

export function everythingOf(
  message: Pick<Received, "headers" | "body" | "trailers"> & { readonly path?: string },
): Buffer {
  const lines = [...message.headers, ...message.trailers].map(([name, value]) => `${name}: ${value}\n`);
  return Buffer.concat([Buffer.from(`${message.path ?? ""}\n${lines.join("")}\n`), message.body]);
}

function assertHeaders(headers: Pairs, expected: Readonly<Record<string, string | undefined>> = {}): void {
  for (const [name, value] of Object.entries(expected)) assert.equal(headerOf(headers, name), value, name);
}

function assertLength(headers: Pairs, body: Buffer): void {
  const declared = headerOf(headers, "content-length");
  if (declared !== undefined) assert.equal(declared, String(body.length), "content-length");
}

function assertBytes(actual: Buffer, expected: string | Uint8Array): void {
  if (typeof expected === "string") return assert.equal(actual.toString(), expected);
  assert.ok(actual.equals(expected), `bytes differ: ${actual.length} for ${expected.length}`);
}

export function headerOf(headers: Pairs, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
