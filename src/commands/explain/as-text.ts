import type { ExecutionRecord } from "../../framework/index.ts";
import type { Delivery, DrivenExchange, DrivenLeg } from "../../testing/drive-exchange.ts";
import { diffLines, diffText } from "./diff.ts";
import type { PluginRunReport } from "./plugin-runs.ts";
import { printable, readable } from "./readable.ts";

/** An explanation for people. It quotes the message: that is what was asked for. */
export function explanationText(exchange: DrivenExchange, plugins: readonly PluginRunReport[]): string {
  const { request, response, server, client } = exchange;
  const lines: string[] = [];
  if (request) {
    lines.push(...legLines("request", request, plugins), ...requestEnd(request, server, client));
  }
  if (response && client) {
    lines.push(...legLines("response", response, plugins), ...receives("the client", response, client));
  }
  return lines.map((line) => `${line}\n`).join("");
}

function legLines(
  name: PluginRunReport["leg"],
  { action, decisions }: DrivenLeg,
  plugins: readonly PluginRunReport[],
): string[] {
  const own = plugins.filter(({ leg }) => leg === name);
  const lines = [`${name}: ${action}`];
  let run = -1;
  let number = 0;
  for (const each of own) {
    if (each.run !== run) {
      run = each.run;
      number = 0;
      lines.push(`  ${each.hook}`);
    }
    number++;
    lines.push(
      `    ${number}. ${printable(each.plugin)} (${each.mode}, priority ${each.priority}): ${said(each)}`,
    );
  }
  if (own.length === 0) lines.push("  no plugin runs on it");
  for (const { verdict, action: done, code } of decisions) {
    // Plugins' own codes stand beside them.
    if (verdict === "error" && done === "denied" && code)
      lines.push(`  refused by the adapter: ${printable(code)}`);
  }
  return lines;
}

function said({ status, record }: PluginRunReport): string {
  if (status === "not_matched") return "not asked: its conditions do not match";
  if (!record) return "not asked: the message was denied before";
  const words = [word(record)];
  const { violation } = record;
  if (violation) words.push(printable(`${violation.code}: ${violation.reason} -- ${violation.description}`));
  return `${words.join(", ")}, ${(record.duration_ns / 1e6).toFixed(3)} ms`;
}

const verdicts = { deny: "denies", error: "fails", timeout: "is too slow" } as const;

function word({ verdict, action, modified }: ExecutionRecord): string {
  if (verdict === "allow") return modified ? "edits" : "allows";
  if (verdict === "cancelled") return "cut off: another had denied, or the time was up";
  return `${verdicts[verdict]}${action === "recorded" ? " (recorded only)" : ""}`;
}

function requestEnd(
  request: DrivenLeg,
  server: Delivery | undefined,
  client: Delivery | undefined,
): string[] {
  if (server) return receives("the server", request, server);
  const answer = client ? [`the client receives ${client.status ?? ""}`, ...deliveryLines(client)] : [];
  return ["the server receives nothing", ...answer];
}

function receives(
  who: string,
  { original, originalHeaders }: DrivenLeg,
  { headers, body }: Delivery,
): string[] {
  const changes = [...headerLines(originalHeaders, headers), ...bodyLines(original, body)];
  if (changes.length === 0) return [`${who} receives it as it is`];
  return [`${who} receives it with changes`, ...changes.map((line) => `  ${line}`)];
}

function headerLines(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const removed = Object.keys(before).filter((name) => before[name] !== after[name]);
  const added = Object.keys(after).filter((name) => before[name] !== after[name]);
  return [
    ...removed.map((name) => printable(`- ${name}: ${before[name]}`)),
    ...added.map((name) => printable(`+ ${name}: ${after[name]}`)),
  ];
}

function bodyLines(before: string, after: string): string[] {
  return diffText(diffLines(readable(before), readable(after)));
}

function deliveryLines({ headers, body }: Delivery): string[] {
  const shown = Object.entries(headers).map(([name, value]) => printable(`${name}: ${value}`));
  const text = body === "" ? [] : readable(body).split("\n");
  return [...shown, ...text].map((line) => `  ${line}`);
}
