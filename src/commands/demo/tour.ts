/** A real MCP client walks through Envoy and checks, step by step, that what the plugins promise is what happens. */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type CallToolResult, McpError } from "@modelcontextprotocol/sdk/types.js";
import { sampleCard } from "./sample-server.ts";

export type TourOptions = {
  /** The MCP endpoint at Envoy. */
  readonly url: string;
  /** Tool calls that reached the sample server so far. */
  readonly calls: readonly string[];
  write(line: string): void;
};

export type TourResult = { readonly passed: number; readonly failed: number };

/** Runs every step, also after one failed; never throws. */
export async function runTour(options: TourOptions): Promise<TourResult> {
  const seen = new ResponseTypes();
  const client = new Client({ name: "plugins-adapter-demo", version: "1.0.0" });
  const context: StepContext = { client, seen, calls: options.calls };
  let passed = 0;
  try {
    for (const [index, step] of steps.entries()) {
      options.write(`\n${index + 1}. ${step.title}`);
      try {
        const lines = await step.run(context, options.url);
        for (const line of lines) options.write(`     ${line}`);
        options.write("   ✓ as promised");
        passed++;
      } catch (error) {
        options.write(`   ✗ ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await client.close().catch(() => {});
  }
  return { passed, failed: steps.length - passed };
}

type StepContext = {
  readonly client: Client;
  readonly seen: ResponseTypes;
  readonly calls: readonly string[];
};
type Step = { readonly title: string; run(context: StepContext, url: string): Promise<readonly string[]> };

const steps: readonly Step[] = [
  {
    title: "A client connects through Envoy and lists the tools",
    async run({ client, seen }, url) {
      const transport = new StreamableHTTPClientTransport(new URL(url), { fetch: seen.fetch });
      await client.connect(transport as Transport);
      const { tools } = await client.listTools();
      const names = tools.map((tool) => tool.name);
      for (const name of ["echo", "lookup_customer", "run_query", "stream_report"])
        check(names.includes(name), `no tool ${name}`);
      return [`server: ${client.getServerVersion()?.name}`, `tools:  ${names.join(", ")}`];
    },
  },
  {
    title: "A harmless call passes, unchanged",
    async run({ client, calls }) {
      const text = textOf(await call(client, "echo", { text: "hello" }));
      check(text === "hello", `got ${text}`);
      check(calls.includes('echo {"text":"hello"}'), "the server did not see the call as it was sent");
      return [`echo("hello") → ${text}`];
    },
  },
  {
    title: "A destructive call is denied, and never reaches the server",
    async run({ client, calls }) {
      const sql = "DROP TABLE customers";
      const before = calls.length;
      const denial = await call(client, "run_query", { sql }).then(
        () => undefined,
        (error: unknown) => error,
      );
      check(calls.length === before, "the call reached the server");
      check(
        denial instanceof McpError,
        denial === undefined ? "the call was answered" : `not a JSON-RPC error: ${denial}`,
      );
      return [
        `run_query("${sql}") → error ${denial.code}: ${denial.message.replace(/^MCP error -?\d+: /, "")}`,
      ];
    },
  },
  {
    title: "A card number is masked in a JSON answer, in the text and in the structured content",
    async run({ client, seen }) {
      const result = await call(client, "lookup_customer", { id: "c-1" });
      check(seen.last === "application/json", `answered as ${seen.last}`);
      noCard(result);
      const card = String((result.structuredContent as { card?: unknown } | undefined)?.card);
      check(textOf(result).includes(card), "text and structured content disagree");
      return [`text:       ${textOf(result)}`, `structured: ${JSON.stringify(result.structuredContent)}`];
    },
  },
  {
    title: "The same inside an event stream, whose progress arrives as before",
    async run({ client, seen }) {
      const progress: string[] = [];
      const result = await call(client, "stream_report", { steps: 3 }, (step) =>
        progress.push(`${step.progress}/${step.total}`),
      );
      check(seen.last === "text/event-stream", `answered as ${seen.last}`);
      check(progress.join(" ") === "1/3 2/3 3/3", `progress was ${progress.join(" ")}`);
      noCard(result);
      check(textOf(result).startsWith("Report: "), `got ${textOf(result)}`);
      return [`progress: ${progress.join(" ")}`, `result:   ${textOf(result)}`];
    },
  },
  {
    title: "A prompt passes, a resource is masked too",
    async run({ client }) {
      const prompt = await client.getPrompt({ name: "greeting", arguments: { name: "Ada" } });
      const [message] = prompt.messages;
      check(
        message?.content.type === "text" && message.content.text === "Say hello to Ada.",
        "the prompt changed",
      );
      const resource = await client.readResource({ uri: "sample://receipt" });
      noCard(resource);
      const [content] = resource.contents;
      return [
        `prompt:   ${message.content.text}`,
        `resource: ${content !== undefined && "text" in content ? content.text : "?"}`,
      ];
    },
  },
];

async function call(
  client: Client,
  name: string,
  args: Record<string, unknown>,
  onprogress?: (step: { progress: number; total?: number | undefined }) => void,
): Promise<CallToolResult> {
  const options = { timeout: 15_000, ...(onprogress !== undefined && { onprogress }) };
  return (await client.callTool({ name, arguments: args }, undefined, options)) as CallToolResult;
}

function textOf(result: CallToolResult): string {
  return result.content.map((item) => (item.type === "text" ? item.text : `(${item.type})`)).join("\n");
}

/** Digits only, so that another spacing of the number counts as a leak too. */
function noCard(result: unknown): void {
  check(
    !JSON.stringify(result).replace(/\D/g, "").includes(sampleCard.replace(/\D/g, "")),
    "the card number came through",
  );
}

function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** Notes the media type of each answer: the SDK's client hides whether it was JSON or an event stream. */
class ResponseTypes {
  last = "";

  readonly fetch = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    if (init?.method === "POST" && response.status === 200) {
      this.last = (response.headers.get("content-type") ?? "").split(";", 1)[0] ?? "";
    }
    return response;
  };
}
