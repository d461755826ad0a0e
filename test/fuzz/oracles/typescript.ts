/** What both versions of the TypeScript SDK have in common, as programs that read cases. */
import { ReadableStream, type ReadableWritablePair } from "node:stream/web";
import { type CaseHead, frame, framesOf, type Reading } from "./frames.ts";

type Message = {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
};

type StreamEvent = { readonly data: string; readonly event?: string | undefined };

/** The functions of an SDK that read what comes over the wire. */
export type Sdk = {
  /** Throws for what is no message. */
  readonly parseMessage: (value: unknown) => Message;
  readonly eventParser: () => ReadableWritablePair<StreamEvent, string>;
  /** A tool's result as `callTool` gives it; throws for what is none. */
  readonly parseResult: (value: unknown) => unknown;
  /** What its server was asked by a request. */
  readonly serve: (request: Request) => Promise<Reading[]>;
};

/** Answers each case of standard input on standard output. */
export async function readCases(sdk: Sdk): Promise<void> {
  for await (const text of framesOf(process.stdin)) {
    const end = text.indexOf(10);
    const head = JSON.parse(text.toString("utf8", 0, end)) as CaseHead;
    const read = await readCase(sdk, head, text.subarray(end + 1));
    process.stdout.write(frame(JSON.stringify({ read })));
  }
}

async function readCase(sdk: Sdk, head: CaseHead, body: Uint8Array): Promise<Reading[]> {
  switch (head.leg) {
    case "request":
      return sdk.serve(
        new Request("http://127.0.0.1/mcp", {
          method: "POST",
          body: body as Uint8Array<ArrayBuffer>,
          headers: [
            ["accept", "application/json, text/event-stream"],
            ["content-type", "application/json"],
            ...(head.headers ?? []).map(([name, value]): [string, string] => [name, value]),
          ],
        }),
      );
    case "json":
      return readAll(sdk, async (take) => {
        const data: unknown = await new Response(body as Uint8Array<ArrayBuffer>).json();
        const messages = Array.isArray(data) ? data.map(sdk.parseMessage) : [sdk.parseMessage(data)];
        for (const message of messages) take(message);
      });
    case "events":
      return readAll(sdk, async (take) => {
        const stream = cut(body, head.pieces ?? [body.length])
          .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
          .pipeThrough(sdk.eventParser());
        for await (const { data, event } of stream) {
          if (!data || (event && event !== "message")) continue;
          try {
            take(sdk.parseMessage(JSON.parse(data)));
          } catch {
            // The transport tells its `onerror` and goes on.
          }
        }
      });
  }
}

/** Waits for an answer to be over, but not for one that never comes: a batch may cancel its own requests. */
export async function answered(answer: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 1000);
  });
  await Promise.race([answer(), late]);
  clearTimeout(timer);
}

async function readAll(
  sdk: Sdk,
  each: (take: (message: Message) => void) => Promise<void>,
): Promise<Reading[]> {
  const read: Reading[] = [];
  try {
    await each((message) => void read.push(readingOf(sdk, message)));
  } catch {
    // What it throws for, it does not read.
  }
  return read;
}

function readingOf(sdk: Sdk, { id, method, params, result, error }: Message): Reading {
  if (method !== undefined)
    return id === undefined
      ? { kind: "notification", method, params }
      : { kind: "request", id, method, params };
  if (error !== undefined) return { kind: "error", id, error };
  let typed: unknown;
  try {
    typed = sdk.parseResult(result);
  } catch {
    // No tool's result.
  }
  return { kind: "result", id, result, typed };
}

function cut(body: Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  let at = 0;
  const pieces = sizes
    .map((size) => {
      at += size;
      return body.subarray(at - size, at);
    })
    .filter(({ length }) => length > 0);
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}
