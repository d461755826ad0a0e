import type { IncomingHttpHeaders } from "node:http";
import { refuseWithout } from "./bearer.ts";
import { json, type Reply } from "./reply.ts";

/** A request as routes see it. */
export interface ManagementRequest {
  readonly query: URLSearchParams;
  /** What stands in the path's place of `{name}`, decoded; empty where the route has none. */
  readonly name: string;
}

/**
 * One line of the route table.
 * @property path   exact, or with `{name}` as its last segment
 * @property writes true: it changes something and takes the bearer token
 */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly writes?: boolean;
  answer(request: ManagementRequest): Reply | Promise<Reply>;
}

const notFound = json(404, { error: "not found" });

/** Answers from the first route whose path fits; exact paths have to stand before those with a name in the table. */
export async function dispatch(
  routes: readonly Route[],
  token: string | undefined,
  request: { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders },
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
  const refusal = route.writes ? refuseWithout(token, request.headers.authorization) : undefined;
  if (refusal !== undefined) return refusal;
  return route.answer({ query: new URLSearchParams(query), name: nameIn(route.path, path) ?? "" });
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
