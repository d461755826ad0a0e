import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { ServicesSettings } from "../config/services-schema.ts";
import { createCallQueue } from "../external/call-queue.ts";
import { ExternalServerError } from "../external/errors.ts";
import { tlsOptions } from "../external/server-access.ts";
import { refusedUrl } from "../external/url-guard.ts";
import { parseJson } from "../parse-json.ts";
import { publicLookup } from "./address-guard.ts";
import { type HttpAnswer, type HttpRequest, type HttpService, ServiceError } from "./services.ts";

type HttpSettings = ServicesSettings["http"];

interface Agents {
  readonly plain: HttpAgent;
  readonly secure: HttpsAgent;
}

/** An HTTP client of one plugin, with connections of its own; none is made before the first request. */
export function createHttpService(settings: HttpSettings): HttpService & { close(): void } {
  const queue = createCallQueue(settings.max_concurrent, settings.max_queue);
  const closing = new AbortController();
  let agents: Agents | undefined;

  async function fetch(target: string | URL, request: HttpRequest = {}): Promise<HttpAnswer> {
    const url = allowedUrl(String(target), settings.allow_private_addresses);
    const stopper = new AbortController();
    const stop = (code: "timeout" | "aborted" | "unavailable", message: string) =>
      stopper.abort(new ServiceError(code, message));
    const limitMs = Math.min(request.timeoutMs ?? settings.timeout_ms, settings.timeout_ms);
    const timer = setTimeout(() => stop("timeout", `no answer within ${limitMs} ms`), Math.max(limitMs, 0));
    const forget = [
      onAbort(request.signal, () => stop("aborted", "the request was given up")),
      onAbort(closing.signal, () => stop("unavailable", "the plugin was shut down")),
    ];
    try {
      stopper.signal.throwIfAborted();
      return await queue.run(stopper.signal, () => {
        agents ??= createAgents(settings);
        return exchange(url, request, agents, settings, stopper.signal);
      });
    } catch (error) {
      if (stopper.signal.aborted) throw stopper.signal.reason;
      throw asServiceError(error);
    } finally {
      clearTimeout(timer);
      for (const end of forget) end();
    }
  }

  return {
    fetch,
    close() {
      closing.abort();
      agents?.plain.destroy();
      agents?.secure.destroy();
    },
  };
}

function allowedUrl(text: string, allowPrivate: boolean): URL {
  const refused = refusedUrl(text, allowPrivate);
  if (refused !== undefined) throw new ServiceError("refused", `the URL is not ${refused}`);
  return new URL(text);
}

function createAgents(settings: HttpSettings): Agents {
  const pool = {
    keepAlive: true,
    maxTotalSockets: settings.max_concurrent,
    maxFreeSockets: settings.max_concurrent,
    ...(!settings.allow_private_addresses && { lookup: publicLookup }),
  };
  return {
    plain: new HttpAgent(pool),
    secure: new HttpsAgent({ ...pool, ...tlsOptions({ tls: settings.tls }) }),
  };
}

function onAbort(signal: AbortSignal | undefined, work: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) work();
  signal.addEventListener("abort", work, { once: true });
  return () => signal.removeEventListener("abort", work);
}

async function exchange(
  url: URL,
  { method = "GET", headers = {}, body }: HttpRequest,
  agents: Agents,
  settings: HttpSettings,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const secure = url.protocol === "https:";
  const content = body === undefined ? undefined : Buffer.from(body);
  const lengths = content && { "content-length": content.length };
  const sent = (secure ? httpsRequest : httpRequest)(url, {
    method,
    agent: secure ? agents.secure : agents.plain,
    headers: { "accept-encoding": "identity", ...headers, ...lengths },
    signal,
  });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve);
    sent.on("error", reject);
    sent.end(content);
  });
  return { ...described(answer, await readBody(answer, settings.max_response_bytes)) };
}

async function readBody(answer: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new ServiceError("too_large", `the answer is larger than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function described(answer: IncomingMessage, body: Buffer): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return {
    status: answer.statusCode ?? 0,
    headers,
    body,
    text: () => body.toString(),
    json() {
      try {
        return parseJson(body.toString());
      } catch {
        throw new ServiceError("invalid", "the answer is no JSON");
      }
    },
  };
}

/** Of a system error the code is told; other messages may quote what was sent. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof ExternalServerError) return new ServiceError("busy", "too many requests wait");
  const { code } = error as { code?: unknown };
  const invalid = typeof code === "string" && code.startsWith("ERR_");
  if (invalid) return new ServiceError("invalid", `the request cannot be made: ${code}`);
  return new ServiceError(
    "unreachable",
    `the server cannot be reached: ${typeof code === "string" ? code : "error"}`,
  );
}
