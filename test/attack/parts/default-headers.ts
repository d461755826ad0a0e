import type { HeaderList, RequestCase } from "../catalogue/case.ts";

/** What an MCP client sends, whatever HTTP it speaks. */
export function defaultHeaders(one: RequestCase): HeaderList {
  return [
    ["accept", "application/json, text/event-stream"],
    ["content-type", "application/json"],
    ["mcp-protocol-version", one.era ?? "2025-06-18"],
  ];
}
