import { type JsonDocument, type JsonNode, none } from "./json/document.ts";

/**
 * Whether the message has, at a level that the protocol defines, a key that folds to a protocol key without being it.
 * Go's encoding/json reads such a key as the protocol's own, so that `Name` beside `name` is another tool there.
 * Arguments, structured content, `_meta` and the like are not looked into: names there are the tool's.
 */
export function hasFoldedKey(document: JsonDocument, message: JsonNode): boolean {
  return isFoldedAt(document, message, envelope);
}

/** The keys that the protocol has at one level, and what lies below them. Lists apply to each element. */
interface Level {
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
  readonly longest: number;
  readonly below: ReadonlyMap<string, Below>;
}

/** A level, or how to choose one by the value that it is for. */
type Below = Level | ((document: JsonDocument, node: JsonNode) => Level);

function level(keys: string, below: Readonly<Record<string, Below>> = {}): Level {
  const exact = new Set([...keys.split(" "), ...Object.keys(below)]);
  const folded = new Set([...exact].map(fold));
  return {
    exact,
    folded,
    longest: Math.max(...[...exact].map((key) => key.length)),
    below: new Map(Object.entries(below)),
  };
}

/** Go's simple folding as far as it reaches ASCII: letter case, the long s (U+017F) and the Kelvin sign (U+212A). */
function fold(key: string): string {
  return key.replaceAll("\u017f", "s").toLowerCase();
}

/** A key as receivers in C read it, whose strings end at a NUL. */
function untilNul(key: string): string {
  const nul = key.indexOf("\0");
  return nul < 0 ? key : key.slice(0, nul);
}

/** Recursive, but only as deep as the levels below. */
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
      if (!at.exact.has(key)) {
        const read = untilNul(key);
        found = read.length <= at.longest && at.folded.has(fold(read));
        return;
      }
      const next = at.below.get(key);
      if (next === undefined) return;
      found = isFoldedAt(document, value, typeof next === "function" ? next(document, value) : next);
    });
  }
  return found;
}

// The keys are those of the schemas of 2024-11-05 to 2026-07-28 and of the tasks extension, united over all methods:
// which struct a receiver reads a message into is its own choice.
const resource = level("uri mimeType text blob name title description size icons annotations _meta");
const item =
  "type text data mimeType uri name title description size icons annotations _meta id input toolUseId isError structuredContent";
// A tool result within a sampling message has content of its own; one step below is as far as the schema goes.
const innerContent = level(item, { resource });
const content = level(item, { resource, content: innerContent });
const message = level("role _meta", { content });
const tool = level("name title description inputSchema outputSchema annotations icons execution _meta");
const prompt = level("name title description icons _meta", {
  arguments: level("name title description required"),
});
const listedResource = level("uri uriTemplate name title description mimeType size icons annotations _meta");

const params = level(
  "_meta action argument arguments capabilities clientInfo context createdAt cursor data elicitationId includeContext " +
    "inputRequests inputResponses lastUpdatedAt level logger maxTokens message metadata mode modelPreferences name " +
    "notifications pollInterval progress progressToken protocolVersion reason ref requestId requestState requestedSchema " +
    "status statusMessage stopSequences systemPrompt task taskId temperature toolChoice total ttl uri url",
  { messages: message, tools: tool },
);
const resultKeys =
  "_meta action cacheScope capabilities completion content createdAt description error inputRequests instructions " +
  "isError lastUpdatedAt model nextCursor pollInterval protocolVersion requestState result resultType role roots " +
  "serverInfo status statusMessage stopReason structuredContent supportedVersions task taskId tasks toolResult ttl ttlMs";
const resultLists = {
  contents: resource,
  messages: message,
  tools: tool,
  prompts: prompt,
  resources: listedResource,
  resourceTemplates: listedResource,
};
const result = level(resultKeys, { ...resultLists, content });
/** An elicitation's answer holds in `content` the fields of a form, named by whoever asked. */
const formResult = level(resultKeys, resultLists);
const envelope = level("jsonrpc id method", {
  params,
  result: (document, node) => (document.member(node, "action") === none ? result : formResult),
  error: level("code message data"),
});
