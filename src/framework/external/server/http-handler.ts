import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type Clock, systemClock } from "../../clock.ts";

export interface HttpHandlerOptions {
  /** Makes the MCP server of a new session. */
  readonly session: () => Server;
  /** Bearer token that every request to `/mcp` must carry. */
  readonly token?: string | undefined;
  /**
   * True: only requests that name this machine in `Host`, and in `Origin` if they have one, are served: a page that a
   * browser shows must not reach a listener of the loopback interface by a name of its own.
   */
  readonly localOnly: boolean;
  readonly limits?: Partial<HttpLimits>;
  readonly clock?: Clock;
}

export interface HttpLimits {
  readonly maxBodyBytes: number;
  readonly maxSessions: number;
  /** Seconds after which a session without an open request or stream is forgotten. */
  readonly idleSeconds: number;
}

const defaultHttpLimits: HttpLimits = {
  maxBodyBytes: 16 * 1024 * 1024,
  maxSessions: 200,
  idleSeconds: 1800,
};

/** Answers HTTP requests; who listens, and how, is the caller's. */
export interface HttpHandler {
  handle(request: IncomingMessage, response: ServerResponse): void;
  readonly sessions: number;
  /** Ends every session. */
  close(): Promise<void>;
}

interface Session {
  readonly transport: StreamableHTTPServerTransport;
  readonly server: Server;
  /** Requests and streams that are open. */
  open: number;
  usedAt: number;
}

/** MCP over Streamable HTTP at `/mcp`, one MCP server a session, and `GET /health`. */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const { token, localOnly, clock = systemClock } = options;
  const limits: HttpLimits = { ...defaultHttpLimits, ...options.limits };
  const sessions = new Map<string, Session>();
  /** Those that were not given an id yet. */
  const starting = new Set<Session>();
  const stopSweeps = clock.every(Math.min(limits.idleSeconds, 60) * 1000, sweep);

  function sweep(): void {
    const oldest = clock.now() - limits.idleSeconds * 1000;
    for (const session of sessions.values()) {
      if (session.open === 0 && session.usedAt <= oldest) void session.server.close();
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? "").split("?");
    if (localOnly && !namesThisMachine(request)) return refuse(response, 403, "Host or Origin is not local");
    if (path === "/health") return send(response, 200, { status: "healthy" });
    if (path !== "/mcp") return send(response, 404, { error: "not found" });
    if (token !== undefined && !carries(request, token)) {
      return refuse(response, 401, "Unauthorized", { "www-authenticate": "Bearer" });
    }
    const id = request.headers["mcp-session-id"];
    if (id === undefined) return begin(request, response);
    const session = typeof id === "string" ? sessions.get(id) : undefined;
    if (session === undefined) return refuse(response, 404, "Session not found", {}, -32001);
    await answer(session, request, response);
  }

  /** A request without a session: an `initialize` starts one, the transport refuses anything else. */
  async function begin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (sessions.size + starting.size >= limits.maxSessions && !(await makeRoom())) {
      return refuse(response, 503, "Too many sessions", { "retry-after": "10" });
    }
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: limits.maxBodyBytes,
      onsessioninitialized: (id) => void sessions.set(id, session),
    });
    const session: Session = { transport, server: options.session(), open: 0, usedAt: clock.now() };
    starting.add(session);
    session.server.onclose = () => forget(session);
    try {
      // The transport's optional callbacks are typed looser than exactOptionalPropertyTypes has them.
      await session.server.connect(transport as Transport);
      await answer(session, request, response);
    } finally {
      starting.delete(session);
      if (transport.sessionId === undefined) await session.server.close();
    }
  }

  function forget(session: Session): void {
    const id = session.transport.sessionId;
    if (id !== undefined) sessions.delete(id);
  }

  async function answer(session: Session, request: IncomingMessage, response: ServerResponse): Promise<void> {
    session.open++;
    session.usedAt = clock.now();
    response.once("close", () => {
      session.open--;
      session.usedAt = clock.now();
    });
    await session.transport.handleRequest(request, response);
  }

  /** Ends the session that has been idle for longest; false: every one is in use. */
  async function makeRoom(): Promise<boolean> {
    const idle = [...sessions.values()]
      .filter(({ open }) => open === 0)
      .sort((a, b) => a.usedAt - b.usedAt)[0];
    await idle?.server.close();
    return idle !== undefined;
  }

  return {
    handle(request, response) {
      serve(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else refuse(response, 500, "Internal error", {}, -32603);
      });
    },
    get sessions() {
      return sessions.size;
    },
    async close() {
      stopSweeps();
      await Promise.all([...sessions.values(), ...starting].map(({ server }) => server.close()));
    },
  };
}

const localNames: readonly string[] = ["localhost", "[::1]"];

function namesThisMachine({ headers: { host, origin } }: IncomingMessage): boolean {
  return isLocalUrl(`http://${host ?? ""}`) && (origin === undefined || isLocalUrl(origin));
}

function isLocalUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined && (localNames.includes(url.hostname) || /^127(?:\.\d{1,3}){3}$/.test(url.hostname))
  );
}

function carries({ headers }: IncomingMessage, token: string): boolean {
  const given = /^Bearer +(\S{1,4096})$/i.exec(headers.authorization ?? "")?.[1];
  // Of equal length, so that the time it takes tells nothing.
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** A refusal as a JSON-RPC error, which is what MCP clients read. */
function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  code = -32000,
): void {
  send(response, status, { jsonrpc: "2.0", error: { code, message }, id: null }, headers);
}

function send(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
