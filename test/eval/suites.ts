/** What is asked of which plugin, over which rows. */
import type { TextHook } from "../../src/framework/index.ts";
import type { CorpusRow } from "./corpus.ts";
import { ssrfForms } from "./ssrf-forms.ts";

/** Rows with a label: is the plugin's objection to each right? */
export interface LabelSuite {
  readonly name: string;
  readonly kind: string;
  readonly config: object;
  /** A file of the corpora's folder, or what the rows are that are made here. */
  readonly corpus: string;
  /** Makes the rows, where no corpus has them. */
  rows?(): readonly CorpusRow[];
  includes(row: CorpusRow): boolean;
  /** Rows of one group are held out together. */
  group(row: CorpusRow): string;
  /** Where the corpus says itself what is held out; undefined where groups decide. */
  heldOut?(row: CorpusRow): boolean | undefined;
  ask(row: CorpusRow): { readonly hook: TextHook; readonly payload: object };
}

export const labelSuites: readonly LabelSuite[] = [
  {
    name: "secrets_detection",
    kind: "secrets_detection",
    config: {},
    corpus: "secrets.jsonl.gz",
    includes: () => true,
    group: ({ category }) => category,
    ask: ({ text }) => asResult(text),
  },
  {
    name: "prompt_injection",
    kind: "prompt_injection",
    config: {},
    corpus: "prompt-injection.jsonl.gz",
    includes: () => true,
    group: ({ id }) => id,
    heldOut: ({ source }) => (source.startsWith("bipia/") ? source.endsWith("test") : undefined),
    ask: ({ text }) => asResult(text),
  },
  parameterSuite("sql_sanitizer", "sqli"),
  {
    name: "tool_guard",
    kind: "tool_guard",
    config: { pinning: "off", on_shadow: "ignore" },
    corpus: "mcp-tools.jsonl.gz",
    includes: () => true,
    group: definitionGroup,
    ask: ({ text }) => asListedTool(text),
  },
  parameterSuite("command_guard", "cmdi"),
  parameterSuite("path_guard", "path-traversal"),
  {
    name: "ssrf_guard",
    kind: "ssrf_guard",
    config: {},
    corpus: "forms of URLs, made here (test/eval/ssrf-forms.ts)",
    rows: () =>
      ssrfForms().map(({ text, host, place }, index) => ({
        id: String(index),
        text,
        label: 1,
        category: place === "plain" ? `host: ${host}` : `place: ${place}`,
        source: "made here",
      })),
    includes: () => true,
    group: ({ id }) => id,
    heldOut: () => false,
    ask: (row) => asArgument(row.text),
  },
];

/** One file holds most of the bad tools: its families (`cred_`, `recon_`) are held out as sources are. */
function definitionGroup({ source, category, label, text }: CorpusRow): string {
  const { name } = JSON.parse(text) as { name: string };
  if (label === 0) return `${source}:${name.split("_", 2).join("_")}`;
  if (source.endsWith("malicious_mcp_server.py")) return `malicious:${name.split("_", 1)[0]}`;
  return category.startsWith("cisco-behavioral") ? category : `${source}:`;
}

/** Attacks of one category among parameters of web requests, and all the benign ones. */
function parameterSuite(kind: string, category: string): LabelSuite {
  return {
    name: kind,
    kind,
    config: {},
    corpus: "injection.jsonl.gz",
    includes: (row) => row.label === 0 || row.category === category,
    // Payloads of one template differ in numbers and in made-up words of four letters.
    group: (row) => (row.label === 0 ? row.text : row.text.replace(/\b(?:\d+|[a-z]{4})\b/g, "0")),
    ask: (row) => asArgument(row.text),
  };
}

/** A text as what a tool is called with. */
export function asArgument(text: string): { readonly hook: TextHook; readonly payload: object } {
  return { hook: "tool_pre_invoke", payload: { name: "tool", args: { value: text } } };
}

/** A text as what a tool answers. */
export function asResult(text: string): { readonly hook: TextHook; readonly payload: object } {
  return {
    hook: "tool_post_invoke",
    payload: { name: "tool", result: { content: [{ type: "text", text }], isError: false } },
  };
}

/** A tool's definition, in a list of one. */
export function asListedTool(definition: string): { readonly hook: TextHook; readonly payload: object } {
  return {
    hook: "tool_list",
    payload: {
      kind: "result",
      method: "tools/list",
      from: "server",
      result: { tools: [JSON.parse(definition) as object] },
    },
  };
}
