import type { IncomingHttpHeaders } from "node:http";
import { type Access, refuseReading, refuseWriting } from "./bearer.ts";
import { json, type Reply } from "./reply.ts";

/** A request as routes see it. */
export interface ManagementRequest {
  readonly query: URLSearchParams;
  /** What stands in the path's place of `{name}`, decoded; empty where the route has none. */
  readonly name: string;
  /** The JSON value of a body, undefined where there is none; only routes that read one get it. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}

/**
 * One line of the route table.
 * @property path   exact, or with `{name}` as its last segment
 * @property writes    true: it changes something and takes the bearer token
 * @property guarded   true: it tells of traffic; see `Access`
 * @property readsBody true: it takes a JSON body
 */
export interface Route {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly writes?: boolean;
  readonly guarded?: boolean;
  readonly readsBody?: boolean;
  answer(request: ManagementRequest): Reply | Promise<Reply>;
}

/** A request as it came. `body` reads what follows the head; undefined: it is too large. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  body(): Promise<string | undefined>;
}

const notFound = json(404, { error: "not found" });

/** Answers from the first route whose path fits; exact paths have to stand before those with a name in the table. */
export async function dispatch(
  routes: readonly Route[],
  access: Access,
  request: IncomingRequest,
): Promise<Reply> {
  const [path = "", query = ""] = request.url.split("?", 2);
  const wanted = request.method === "HEAD" ? "GET" : request.method;
  const fitting = routes.filter((route) => nameIn(route.path, path) !== undefined);
  const [first] = fitting;
  if (first === undefined) return notFound;
  const route = fitting.find(({ method, path }) => path === first.path && method === wanted);
  if (route === undefined) {
    const methods = fitting.filter((each) => each.path === first.path).map(({ method }) => method);
    return json(405, { error: "method not allowed" }, { allow: methods.join(", ") });
  }
  const { headers } = request;
  const refusal =
    (route.writes ? refuseWriting(access, headers) : undefined) ??
    (route.guarded ? refuseReading(access, headers) : undefined);
  if (refusal !== undefined) return refusal;
  const read = route.readsBody ? await readJson(request) : ({ ok: true, body: undefined } as const);
  if (!read.ok) return read.reply;
  const name = nameIn(route.path, path) ?? "";
  return route.answer({ query: new URLSearchParams(query), name, body: read.body, headers });
}

type BodyReading =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly reply: Reply };

async function readJson(request: IncomingRequest): Promise<BodyReading> {
  const text = await request.body();
  if (text === undefined) return { ok: false, reply: json(413, { error: "the body is too large" }) };
  try {
    return { ok: true, body: JSON.parse(text) };
  } catch {
    return { ok: false, reply: json(400, { error: "the body is not JSON" }) };
  }
}

/** Undefined: the path does not fit. */
function nameIn(pattern: string, path: string): string | undefined {
  if (!pattern.endsWith("/{name}")) return pattern === path ? "" : undefined;
  const before = pattern.slice(0, -"{name}".length);
  const rest = path.slice(before.length);
  if (!path.startsWith(before) || rest === "" || rest.includes("/")) return undefined;
  try {
    return decodeURIComponent(rest);
  } catch {
    return undefined;
  }
}
