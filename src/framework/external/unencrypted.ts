import type { PluginEntry } from "../config/entry.ts";
import type { KindProblem } from "../kind-problem.ts";

/**
 * What an entry's author may take for protected and is not: `tls` beside a URL without TLS acts on nothing, and
 * credentials for another host can be read on the way.
 */
export function unencrypted({ mcp }: PluginEntry): KindProblem[] {
  const url = mcp?.url && URL.parse(mcp.url);
  if (!url || !plain.has(url.protocol) || mcp.uds) return [];
  const found: KindProblem[] = [];
  for (const key of ["tls", "tls_verify", "tls_client_cert", "tls_client_key"] as const) {
    if (mcp[key] !== undefined && mcp[key] !== null)
      found.push({ message: `acts on nothing: the URL is one of ${url.protocol}`, path: ["mcp", key] });
  }
  if (mcp.auth && !isThisMachine(url.hostname)) {
    const message = `goes to ${url.hostname} unencrypted: the URL is one of ${url.protocol}`;
    found.push({ message, path: ["mcp", "auth"] });
  }
  return found;
}

const plain = new Set(["http:", "ws:"]);

function isThisMachine(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
