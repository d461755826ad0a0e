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
  limits: { requestBodyBytes: 100, responseBodyBytes: 100, bodyTimeoutMs: 60_000, messageBudgetMs: 60_000 },
  requestHead: ({ endOfStream }) => ({ kind: endOfStream ? "pass" : "inspect", response: "inspect" }),
  requestBody: () => ({ kind: "pass" }),
  responseHead: ({ headers, endOfStream }) => {
    const type = headers?.find(([name]) => name === "content-type")?.[1];
    return { kind: endOfStream ? "pass" : type === "text/event-stream" ? "events" : "collect" };
  },
  responseBody: () => ({ kind: "pass" }),
  responseEvents: (bytes) => ({ bytes }),
  bodyFailed: (direction, failure) => ({ status: 413, headers: [], body: Buffer.from(`${direction} ${failure}`), details: "x" }),
  close() {},
};

export const denial = { status: 200, headers: [["x-mcp-denied", "true"]] as const, body: Buffer.from("denied"), details: "d" };
export const deny = { kind: "deny", denial, decision: { verdict: "deny", action: "denied" } } as const;

/** An exchange under these modes; undefined: Envoy says nothing of modes. */
export function script(inspection: Partial<ExchangeInspection>, modes?: readonly [BodyMode, BodyMode]): Script {
  const log: string[] = [];
  const failures: string[] = [];
  let reading = true;
  let first = true;
  const stream: ProcessStream = {
    send(message) {
      log.push(line(decodeWith(ProcessingResponse, message)));
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
    closed: 0,
    reading: () => reading,
    handler: undefined as never,
    headers: (direction, headers, endOfStream = false) =>
      self.raw({
        [`${direction}_headers`]: {
          headers: { headers: Object.entries(headers).map(([key, value]) => ({ key, raw_value: Buffer.from(value) })) },
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

type Plain = Record<string, any>;

function line(reply: Plain): string {
  const override = reply["mode_override"] ? ` override=${overrideText(reply["mode_override"])}` : "";
  if (reply["immediate_response"]) {
    const { status, body } = reply["immediate_response"];
    return `immediate ${code(status?.code)} ${body}${override}`;
  }
  for (const direction of ["request", "response"]) {
    const headers = reply[`${direction}_headers`];
    if (headers) return `${direction} headers${edits(headers.response?.header_mutation)}${override}`;
    const body = reply[`${direction}_body`];
    if (body) return `${direction} body${edits(body.response?.header_mutation)}${mutation(body.response?.body_mutation)}${override}`;
    if (reply[`${direction}_trailers`]) return `${direction} trailers`;
  }
  return `nothing${override}`;
}

function code(value: unknown): string {
  return value === undefined || value === "OK" ? "200" : String(value);
}

function edits(mutation: Plain | undefined): string {
  if (!mutation) return "";
  const set = (mutation["set_headers"] ?? []).map((each: Plain) => `+${each["header"].key}=${each["header"].raw_value}`);
  const removed = (mutation["remove_headers"] ?? []).map((name: string) => `-${name}`);
  return [...set, ...removed].map((each) => ` ${each}`).join("");
}

function mutation(body: Plain | undefined): string {
  if (!body) return "";
  if (body["clear_body"]) return " clear";
  if (body["streamed_response"]) {
    const { body: text, end_of_stream: end } = body["streamed_response"];
    return ` streamed(${text ?? ""}${end ? "|end" : ""})`;
  }
  return ` body(${body["body"] ?? ""})`;
}

function overrideText(override: Plain): string {
  return [
    override["request_body_mode"] ?? "NONE",
    override["response_header_mode"] ?? "DEFAULT",
    override["response_body_mode"] ?? "NONE",
    override["response_trailer_mode"] ?? "DEFAULT",
  ].join("/");
}
