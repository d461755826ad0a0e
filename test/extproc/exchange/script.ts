/** Drives an exchange without a server: frames in, replies out, with an inspection whose answers the test sets. */
import { createExchange } from "../../../src/extproc/exchange/exchange.ts";
import type { ProcessStream, StreamHandler } from "../../../src/extproc/transport/transport.ts";
import { type BodyMode, bodyModes } from "../../../src/extproc/wire/frames.ts";
import type { ExchangeInspection } from "../../../src/inspection/verdict.ts";
import { decodeWith, ProcessingResponse } from "../wire/ext-proc-protos.ts";
import { encodeRequest } from "../wire/requests.ts";

export type Script = {
  /** Replies so far, each as one short line; `ok` and `error N` for the stream's end. */
  readonly log: string[];
  readonly failures: string[];
  /** Decisions that went out as dynamic metadata, as they were sent. */
  readonly metadata: Record<string, string>[];
  readonly handler: StreamHandler;
  readonly reading: () => boolean;
  closed: number;
  headers(direction: Direction, headers: Record<string, string>, endOfStream?: boolean): Script;
  body(direction: Direction, text: string, endOfStream?: boolean): Script;
  trailers(direction: Direction): Script;
  raw(message: Record<string, unknown>): Script;
  bytes(message: Uint8Array): Script;
};
type Direction = "request" | "response";

export const allow: ExchangeInspection = {
  limits: {
    requestBodyBytes: 100,
    responseBodyBytes: 100,
    bodyTimeoutMs: 60_000,
    eventTimeoutMs: 60_000,
    messageBudgetMs: 60_000,
  },
  requestHead: ({ endOfStream }) => ({ kind: endOfStream ? "pass" : "inspect", response: "inspect" }),
  requestBody: () => ({ kind: "pass" }),
  responseHead: ({ headers, endOfStream }) => {
    const type = headers?.find(([name]) => name === "content-type")?.[1];
    return { kind: endOfStream ? "pass" : type === "text/event-stream" ? "events" : "collect" };
  },
  responseBody: () => ({ kind: "pass" }),
  responseEvents: (bytes) => ({ bytes }),
  eventsFailed: (failure) => ({ bytes: Buffer.from(failure), end: true }),
  isWhole: (body) => Buffer.from(body).toString().endsWith("}"),
  bodyFailed: (direction, failure) => ({
    status: 413,
    headers: [],
    body: Buffer.from(`${direction} ${failure}`),
    details: "x",
  }),
  close() {},
};

export const denial = {
  status: 200,
  headers: [["x-mcp-denied", "true"]] as const,
  body: Buffer.from("denied"),
  details: "d",
};
export const deny = { kind: "deny", denial, decision: { verdict: "deny", action: "denied" } } as const;

/** An exchange under these modes; undefined: Envoy says nothing of modes. */
export function script(
  inspection: Partial<ExchangeInspection>,
  modes?: readonly [BodyMode, BodyMode],
): Script {
  const log: string[] = [];
  const failures: string[] = [];
  const metadata: Record<string, string>[] = [];
  let reading = true;
  let first = true;
  const stream: ProcessStream = {
    send(message) {
      const reply = decodeWith(ProcessingResponse, message);
      log.push(line(reply));
      const decision = decisionIn(reply);
      if (decision) metadata.push(decision);
      return true;
    },
    pause: () => {
      reading = false;
    },
    resume: () => {
      reading = true;
    },
    endOk: () => log.push("ok"),
    endError: (code) => log.push(`error ${code}`),
    metadata: () => undefined,
  };
  const self: Script = {
    log,
    failures,
    metadata,
    closed: 0,
    reading: () => reading,
    handler: undefined as never,
    headers: (direction, headers, endOfStream = false) =>
      self.raw({
        [`${direction}_headers`]: {
          headers: {
            headers: Object.entries(headers).map(([key, value]) => ({ key, raw_value: Buffer.from(value) })),
          },
          end_of_stream: endOfStream,
        },
      }),
    body: (direction, text, endOfStream = false) =>
      self.raw({ [`${direction}_body`]: { body: Buffer.from(text), end_of_stream: endOfStream } }),
    trailers: (direction) => self.raw({ [`${direction}_trailers`]: { trailers: { headers: [] } } }),
    raw(message) {
      const config = modes && {
        request_body_mode: bodyModes.indexOf(modes[0]),
        response_body_mode: bodyModes.indexOf(modes[1]),
      };
      const whole = first && config ? { ...message, protocol_config: config } : message;
      first = false;
      return self.bytes(encodeRequest(whole));
    },
    bytes(message) {
      self.handler.onMessage(message);
      return self;
    },
  };
  const handler = createExchange(
    stream,
    { open: () => ({ ...allow, ...inspection }) },
    { opened() {}, failed: (reason) => failures.push(reason), closed: () => self.closed++ },
  );
  Object.assign(self, { handler });
  return self;
}

/** Lets pending verdicts settle. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** A decoded reply, as far as the tests read it. */
type HeaderMutation = {
  readonly set_headers?: readonly { readonly header: { readonly key: string; readonly raw_value: Buffer } }[];
  readonly remove_headers?: readonly string[];
};
type BodyMutation = {
  readonly body?: Buffer;
  readonly clear_body?: boolean;
  readonly streamed_response?: { readonly body?: Buffer; readonly end_of_stream?: boolean };
};
type Common = {
  readonly response?: { readonly header_mutation?: HeaderMutation; readonly body_mutation?: BodyMutation };
};
type Answer = { readonly [part: string]: Common | undefined };
type Override = { readonly [mode: string]: string | undefined };

type Struct = {
  readonly fields?: Readonly<
    Record<string, { readonly structValue?: Struct; readonly stringValue?: string }>
  >;
};

function decisionIn(reply: Record<string, unknown>): Record<string, string> | undefined {
  const sent = (reply["dynamic_metadata"] as Struct | undefined)?.fields?.["mcp.plugins_adapter"]
    ?.structValue;
  if (!sent) return undefined;
  return Object.fromEntries(
    Object.entries(sent.fields ?? {}).map(([key, { stringValue }]) => [key, String(stringValue)]),
  );
}

function line(reply: Record<string, unknown>): string {
  const asked = reply["mode_override"] as Override | undefined;
  const override = asked ? ` override=${overrideText(asked)}` : "";
  const immediate = reply["immediate_response"] as { status?: { code?: string }; body?: Buffer } | undefined;
  if (immediate) return `immediate ${code(immediate.status?.code)} ${immediate.body}${override}`;
  const answer = reply as Answer;
  for (const direction of ["request", "response"]) {
    const headers = answer[`${direction}_headers`];
    if (headers) return `${direction} headers${edits(headers.response?.header_mutation)}${override}`;
    const body = answer[`${direction}_body`]?.response;
    if (answer[`${direction}_body`]) {
      return `${direction} body${edits(body?.header_mutation)}${mutation(body?.body_mutation)}${override}`;
    }
    if (answer[`${direction}_trailers`]) return `${direction} trailers`;
  }
  return `nothing${override}`;
}

function code(value: string | undefined): string {
  return value === undefined || value === "OK" ? "200" : value;
}

function edits(mutation: HeaderMutation | undefined): string {
  const set = (mutation?.set_headers ?? []).map(({ header }) => `+${header.key}=${header.raw_value}`);
  const removed = (mutation?.remove_headers ?? []).map((name) => `-${name}`);
  return [...set, ...removed].map((each) => ` ${each}`).join("");
}

function mutation(body: BodyMutation | undefined): string {
  if (!body) return "";
  if (body.clear_body) return " clear";
  const streamed = body.streamed_response;
  if (streamed) return ` streamed(${streamed.body ?? ""}${streamed.end_of_stream ? "|end" : ""})`;
  return ` body(${body.body ?? ""})`;
}

function overrideText(override: Override): string {
  return [
    override["request_body_mode"] ?? "NONE",
    override["response_header_mode"] ?? "DEFAULT",
    override["response_body_mode"] ?? "NONE",
    override["response_trailer_mode"] ?? "DEFAULT",
  ].join("/");
}
