/** Command lines that work against the running demo, for copying; `promised` is whether the demo's own plugins run. */
export function tryByHand(url: string, promised: boolean): readonly string[] {
  return [
    "",
    "Try it by hand:",
    promised ? "  # denied" : "  # a call, answered as JSON",
    `  ${curl(url, "run_query", { sql: "drop table x" })}`,
    promised ? "  # masked in JSON" : "  # personal data in a JSON answer",
    `  ${curl(url, "lookup_customer", { id: "c-1" })}`,
    promised ? "  # masked in an event stream" : "  # personal data in an event stream",
    `  ${curl(url, "stream_report", { steps: 3 })}`,
    "  # with the MCP inspector (Node 22.19 or newer)",
    `  npx @modelcontextprotocol/inspector --cli ${url} --transport http --method tools/list`,
    `  npx @modelcontextprotocol/inspector --cli ${url} --transport http --method tools/call --tool-name lookup_customer --tool-arg id=c-1`,
    "",
    "Ctrl-C ends everything.",
  ];
}

function curl(url: string, name: string, args: Record<string, unknown>): string {
  const params = { name, arguments: args, ...(name === "stream_report" && { _meta: { progressToken: 1 } }) };
  const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
  return `curl -sN ${url} -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' -d '${message}'`;
}
