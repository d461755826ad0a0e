/** Messages in which a client hands a value to a server, other than calls of tools, prompts and resources. */
import type { MessagePayload } from "plugins-adapter/framework";

/** A `completion/complete` request for an argument of this value. */
export function completionOf(value: string): MessagePayload {
  return {
    kind: "request",
    method: "completion/complete",
    from: "client",
    params: { argument: { name: "a", value } },
  };
}

/** An answer to `elicitation/create` in which the user gave this value. */
export function elicitationAnswerOf(value: string): MessagePayload {
  return {
    kind: "result",
    method: "elicitation/create",
    from: "client",
    result: { action: "accept", content: { a: value } },
  };
}
