import { type JsonDocument, type JsonNode, none } from "./json/document.ts";
import { methodEntry } from "./methods.ts";

/**
 * Whether the message has, at a level that the protocol defines, a key that folds to a protocol key without being it.
 * Go's encoding/json reads such a key as the protocol's own, so that `Name` beside `name` is another tool there.
 * Not looked into is what has names of its own: arguments, structured content, `_meta`, JSON Schemas, forms, experimental
 * capabilities, log and error data; and the params of methods that are not MCP's.
 */
export function hasFoldedKey(document: JsonDocument, message: JsonNode): boolean {
  return isFoldedAt(document, message, envelope);
}

/** The same of the message's own members alone. */
export function hasFoldedMember(document: JsonDocument, message: JsonNode): boolean {
  return isFoldedAt(document, message, members);
}

/** The keys that the protocol has at one level, and what lies below them. Lists apply to each element. */
interface Level {
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
  readonly longest: number;
  readonly below: ReadonlyMap<string, Below>;
  /** What lies below keys that are not the protocol's, where entries have names of their own. */
  readonly entries: Below | undefined;
}

/** A level, or how to choose one by the value that it is for and the object that holds it. */
type Below = Level | ((document: JsonDocument, node: JsonNode, holder: JsonNode) => Level);

function level(keys: string, below: Readonly<Record<string, Below>> = {}): Level {
  const exact = new Set([...keys.split(" ").filter((key) => key !== ""), ...Object.keys(below)]);
  const folded = new Set([...exact].map(foldedKey));
  return {
    exact,
    folded,
    longest: Math.max(0, ...[...exact].map((key) => key.length)),
    below: new Map(Object.entries(below)),
    entries: undefined,
  };
}

/** Entries under names of their own. */
function entriesOf(entries: Below): Level {
  return { exact: new Set(), folded: new Set(), longest: 0, below: new Map(), entries };
}

/** Go's simple folding as far as it reaches ASCII: letter case, the long s (U+017F) and the Kelvin sign (U+212A). */
export function foldedKey(key: string): string {
  return key.replaceAll("\u017f", "s").toLowerCase();
}

/** A key as receivers in C read it, whose strings end at a NUL. */
function untilNul(key: string): string {
  const nul = key.indexOf("\0");
  return nul < 0 ? key : key.slice(0, nul);
}

/** Recursive, but only as deep as the levels below, and no deeper than the message. */
function isFoldedAt(document: JsonDocument, node: JsonNode, at: Level): boolean {
  const kind = document.kind(node);
  let found = false;
  if (kind === "array") {
    document.eachElement(node, (element) => {
      found ||= document.kind(element) === "object" && isFoldedAt(document, element, at);
    });
  } else if (kind === "object") {
    document.eachMember(node, (key, _keyNode, value) => {
      if (found) return;
      if (at.entries === undefined && !at.exact.has(key)) {
        const read = untilNul(key);
        found = read.length <= at.longest && at.folded.has(foldedKey(read));
        return;
      }
      const next = at.entries ?? at.below.get(key);
      if (next === undefined) return;
      found = isFoldedAt(document, value, typeof next === "function" ? next(document, value, node) : next);
    });
  }
  return found;
}

// The keys are those of the schemas of 2024-11-05 to 2026-07-28 and of the extensions for tasks and skills, united over
// all methods: which struct a receiver reads a message into is its own choice.
const icons = level("src mimeType sizes theme");
const annotations = level(
  "audience priority lastModified title readOnlyHint destructiveHint idempotentHint openWorldHint",
);
const decorated = { icons, annotations };
const resource = level("uri mimeType text blob name title description size _meta", decorated);
const item =
  "type text data mimeType uri name title description size _meta id input toolUseId isError structuredContent";
// A tool result within a sampling message has content of its own; one step below is as far as the schema goes.
const innerContent = level(item, { ...decorated, resource });
const content = level(item, { ...decorated, resource, content: innerContent });
const message = level("role _meta", { content });
const tool = level("name title description inputSchema outputSchema _meta", {
  ...decorated,
  execution: level("taskSupport"),
});
const prompt = level("name title description _meta", {
  ...decorated,
  arguments: level("name title description required"),
});
const listedResource = level("uri uriTemplate name title description mimeType size digest _meta", decorated);
const implementation = level("name title version description websiteUrl", { icons });
const root = level("uri name _meta");
const taskKeys = "taskId status statusMessage createdAt lastUpdatedAt ttl ttlMs pollInterval pollIntervalMs";
const task = level(taskKeys);
const notified = level("listChanged subscribe");
const capabilities = level("experimental extensions logging completions", {
  roots: notified,
  prompts: notified,
  resources: notified,
  tools: notified,
  sampling: level("context tools"),
  elicitation: level("form url"),
  tasks: level("list cancel", {
    requests: level("", {
      tools: level("call"),
      sampling: level("createMessage"),
      elicitation: level("create"),
    }),
  }),
});

/** An entry of `inputRequests`. */
const inputRequest = level("method", { params: (document, _node, holder) => paramsOf(document, holder) });
const inputRequests = entriesOf(inputRequest);
const inputResponses = entriesOf((document, node) => resultOf(document, node));
/** Only a task holds a result, or an error; elsewhere these are names like any. */
const within = {
  inputRequests,
  inputResponses,
  task,
  result: ofTask((document, node) => resultOf(document, node)),
  error: ofTask(() => error),
};

const params = level(
  `_meta action arguments cursor data elicitationId includeContext level logger maxTokens message metadata mode name ${taskKeys} ` +
    "progress progressToken protocolVersion reason requestId requestState requestedSchema stopSequences systemPrompt " +
    "temperature total uri url",
  {
    ...within,
    messages: message,
    tools: tool,
    capabilities,
    clientInfo: implementation,
    ref: level("type name title uri"),
    argument: level("name value"),
    context: level("arguments"),
    modelPreferences: level("costPriority speedPriority intelligencePriority", { hints: level("name") }),
    toolChoice: level("mode"),
    notifications: level(
      "toolsListChanged promptsListChanged resourcesListChanged resourceSubscriptions taskIds",
    ),
  },
);
/** Of an error's data the protocol has the elicitations of 2025-11-25 alone. */
const error = level("code message", { data: level("", { elicitations: params }) });
/** What messages of any method carry. */
const anyParams = level("_meta requestState", { inputRequests, inputResponses });
const resultKeys =
  `_meta action cacheScope description instructions isError model nextCursor protocolVersion requestState resultType role ${taskKeys} ` +
  "stopReason structuredContent supportedVersions toolResult ttlMs";
const skill = level("uri frontmatter _meta", { resources: listedResource });
const resultMembers = {
  ...within,
  capabilities,
  serverInfo: implementation,
  completion: level("values total hasMore"),
  contents: resource,
  messages: message,
  tools: tool,
  prompts: prompt,
  resources: listedResource,
  resourceTemplates: listedResource,
  roots: root,
  tasks: task,
  skills: skill,
  skill,
};
const result = level(resultKeys, { ...resultMembers, content });
/** An elicitation's answer holds in `content` the fields of a form, named by whoever asked. */
const formResult = level(`${resultKeys} content`, resultMembers);
const anything = level("");
const envelope = level("jsonrpc id method", {
  params: (document, _node, holder) => paramsOf(document, holder),
  result: (document, node) => resultOf(document, node),
  error,
});

/** Of a method that MCP has not, the params are whoever's it is. */
function paramsOf(document: JsonDocument, call: JsonNode): Level {
  const method = document.member(call, "method");
  const known = method !== none && document.kind(method) === "string" && methodEntry(document.text(method));
  return known ? params : anyParams;
}

function resultOf(document: JsonDocument, node: JsonNode): Level {
  const isForm = document.kind(node) === "object" && document.member(node, "action") !== none;
  return isForm ? formResult : result;
}

function ofTask(below: (document: JsonDocument, node: JsonNode) => Level): Below {
  return (document, node, holder) =>
    document.member(holder, "taskId") === none ? anything : below(document, node);
}
const members = level("jsonrpc id method params result error");
