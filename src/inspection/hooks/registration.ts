import { createHash, randomUUID } from "node:crypto";
import { principalOf, tuple } from "../../framework/principal.ts";
import type { JsonDocument, JsonNode } from "../../mcp/json/document.ts";
import type { Part } from "../../mcp/parts.ts";
import { unawaited } from "../correlated.ts";
import { type ExchangeState, type HookRunner, headerValue } from "../exchange-state.ts";
import type { MaybePromise } from "../verdict.ts";

/** A server that is seen first under the present configuration, or that says something new of itself. */
export interface Registration {
  /** What its answer is to be handed to, before and after the hooks of its method. */
  readonly before: readonly Part[];
  readonly after: readonly Part[];
  /** To be called once no plugin objected to the answer or edited it: it is not asked about again. */
  accepted(): void;
}

/** Undefined where nobody asks, or the server said the very same before. */
export function registrationOf(
  state: ExchangeState,
  document: JsonDocument,
  result: JsonNode,
  method: string,
): MaybePromise<Registration | undefined> {
  const { hooks, correlation } = state.parts;
  const asked = (["server_pre_register", "server_post_register"] as const).map((hook): Part[] =>
    hooks.wants(hook) ? [{ hook, path: [], kind: "result", method, from: "server" }] : [],
  );
  const [before = [], after = []] = asked;
  if (before.length + after.length === 0) return undefined;
  const server = serverOf(state);
  const content = createHash("sha256").update(document.source(result)).digest("base64url");
  const registration: Registration = {
    before,
    after,
    accepted: () => unawaited(state, correlation.register(server, content)),
  };
  const known = correlation.registered(server, content);
  if (known instanceof Promise) return known.then((is) => (is ? undefined : registration));
  return known === true ? undefined : registration;
}

/** Each configuration asks its own plugins; which of them, their conditions say: all that these compare is part of it. */
const configurations = new WeakMap<HookRunner, string>();

function serverOf({ parts: { hooks }, context, requestHeaders }: ExchangeState): string {
  const configuration = configurations.get(hooks) ?? randomUUID();
  configurations.set(hooks, configuration);
  const path = headerValue(requestHeaders, ":path")?.split("?", 1)[0];
  const { server_id, user, tenant_id, content_type } = context;
  const authority = headerValue(requestHeaders, ":authority");
  return tuple([configuration, server_id, authority, path, principalOf(user, tenant_id), content_type]);
}
