/** One thing that is done otherwise here than in cpex, on purpose. */
export interface Difference {
  readonly title: string;
  readonly cpex: string;
  readonly here: string;
  readonly reason: string;
}

/** Every deliberate difference of the executor and of conditions; the table's cases show each, with the ids as keys. */
export const differences = {
  "errors-are-violations": {
    title: "Errors are violations",
    cpex: "An error or a timeout of a plugin raises an exception, in every mode with `on_error: fail`, and the caller has to know what to do.",
    here: "It is a violation, `PLUGIN_ERROR` or `PLUGIN_TIMEOUT`, where the mode may deny; in permissive and audit mode it is recorded, unless `plugin_settings.fail_on_plugin_error` is `true`.",
    reason:
      "ContextForge's documents have it so. The client gets an answer that says what happened, and permissive means that nothing is denied.",
  },
  "enforce-ignore-error-ignores": {
    title: "`enforce_ignore_error` ignores errors",
    cpex: "`enforce_ignore_error` with `on_error: fail` raises.",
    here: "The mode's name is taken at its word: errors are ignored, unless `on_error` is `disable`.",
    reason: "The two contradict each other; the mode is the more specific of both.",
  },
  "size-limit-is-a-violation": {
    title: "Too large is a violation",
    cpex: "A payload over the size limit raises.",
    here: "It is a violation, `PAYLOAD_TOO_LARGE`. Text is counted exactly, in bytes of UTF-8; that of URIs and contents counts too.",
    reason: "Denied is denied, and the client hears why.",
  },
  "failures-are-recorded": {
    title: "Failures are in the records",
    cpex: "The record of a run that failed and was ignored says `completed`; that of a background run is made before it runs.",
    here: "It says `error` or `timeout`; a background run is recorded when it ends.",
    reason: "Who reads metrics and logs must see that a plugin does not work.",
  },
  "cancelled-runs-are-recorded": {
    title: "Cancelled runs are in the records",
    cpex: "Runs that a neighbour's deny cut off leave no record.",
    here: "They leave one: `cancelled`.",
    reason: "Otherwise a plugin that is cut off always looks like one that never runs.",
  },
  "records-in-config-order": {
    title: "Records keep the configuration's order",
    cpex: "Records of concurrent plugins are in the order in which they answered.",
    here: "They are in the order of the configuration.",
    reason: "The same message gives the same records.",
  },
  "in-place-edits-count": {
    title: "Edits in place count",
    cpex: "What a plugin writes into the payload that it was handed is dropped without a word where the hook has a policy, and shared where it has none.",
    here: "It is the plugin's edit, as if it had been returned; only fields that the hook lets it write count.",
    reason: "A plugin that believes that it has masked something must not be wrong.",
  },
  "delays-survive-a-deny": {
    title: "Delays survive a deny",
    cpex: "`retry_delay_ms` is lost once a plugin denies, and where its deny is not applied.",
    here: "The longest of all that ran is kept.",
    reason: "It says when to try again, which is of use after a deny above all.",
  },
  "answers-stand-in-the-payload": {
    title: "Answers stand in the payload",
    cpex: "Where plugins answer with headers, a user or a decision instead of the payload, the next plugin is handed that answer, of which it can make nothing; headers that an answer has not got are left out, and ContextForge adds them again.",
    here: "The answer becomes a field of the payload (`headers`, `response_headers`, `user`, `decision`), which the next plugin sees whole; headers are merged.",
    reason: "Several plugins can work on one request.",
  },
  "refused-permissions-are-denies": {
    title: "A refused permission is a deny",
    cpex: "`granted: false` is an edit: a later plugin takes it back, one in concurrent mode is not heard, one in permissive mode is.",
    here: "It is a deny, `PERMISSION_DENIED`, in the modes that may deny; in permissive and audit mode it is recorded.",
    reason: "A refusal must not get lost by the mode or the order of plugins.",
  },
  "decisions-name-their-plugin-in-records": {
    title: "Records name who decided",
    cpex: "`_decision_plugin` in the metadata names the last plugin that decided on a permission.",
    here: "The records of runs do.",
    reason: "Metadata is the plugins' own.",
  },
  "headers-survive": {
    title: "Headers of allowed results survive",
    cpex: "`http_headers` of a result that allows are lost.",
    here: "They are set on the response; of two with one name the later wins.",
    reason: "A rate limiter's headers are meant for allowed calls.",
  },
  "denies-have-a-violation": {
    title: "Every deny has a violation",
    cpex: "A deny without a violation stays without.",
    here: "It gets one, `PLUGIN_DENIED`, with the plugin's name.",
    reason: "A denial without a reason helps nobody.",
  },
  "global-state-is-shared": {
    title: "Global state is one object",
    cpex: "Each plugin has a copy of the exchange's global state and metadata, merged when it has answered; a plugin that fails leaves nothing.",
    here: "All have the same object, but for plugins that only watch (audit, fire_and_forget), which have a copy: plugins that run together see each other's writes, and what was written stays.",
    reason: "No write is lost or overwritten by a merge.",
  },
  "conditions-follow-renames": {
    title: "Conditions follow renames",
    cpex: "Conditions are compared with the payload as it came in.",
    here: "They are compared with the payload as the plugins before left it.",
    reason: "A plugin that guards a tool must see the call that is forwarded to it.",
  },
  "conditions-have-globs": {
    title: "Conditions have globs",
    cpex: "Names, servers, tenants and content types (without case and parameters) are compared exactly, users by substring; `*` and `?` have no meaning.",
    here: "A text with `*` or `?` is a glob for the whole name; others are compared as in cpex.",
    reason: "ContextForge's documents promise patterns.",
  },
  "conditions-name-servers": {
    title: "Conditions name servers",
    cpex: "A tool's name is compared alone.",
    here: "`server/tool` matches the tool of that server, and a name with the server's prefix (`plugin_settings.server_prefixes`) the tool behind it.",
    reason: "One adapter may stand before many servers whose tools have the same names.",
  },
  "user-objects-by-value": {
    title: "Users that are objects",
    cpex: "A pattern is compared with the keys of a user that is an object.",
    here: "It is compared with its `email` and `user_id`.",
    reason: "Nobody means the keys.",
  },
} as const satisfies Readonly<Record<string, Difference>>;

export type DifferenceId = keyof typeof differences;
