import { createReadStream } from "node:fs";
import type { Anchor, AuditFile, AuditReport } from "../../audit/verify.ts";
import { readArguments } from "../arguments.ts";
import { readAuditKey } from "../audit-key.ts";
import { type Command, UsageError } from "../command.ts";

const keyVariable = "PLUGINS_ADAPTER_AUDIT_KEY";

/** Checks that nothing in the files of an audit was changed, removed, added or put elsewhere. */
export const auditVerify: Command = {
  name: "audit verify",
  summary: "check that no record was changed, removed, added or moved",
  usage: `usage: plugins-adapter audit verify FILE... [options]

  FILE                 the files of one audit, in any order: audit.jsonl audit.jsonl.1 audit.jsonl.2
  --key-file FILE      the key of the chain (default: the variable ${keyVariable}); without one, the chain is
                       expected to have none
  --head SEQ[:HASH]    a record that has to be there, as the adapter's log told it: an end that was cut off shows
  --json               the report as JSON

Exit code 0: intact; 1: something is wrong; 2: wrong usage, or a file that cannot be read.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, {
      allowPositionals: true,
      options: { "key-file": { type: "string" }, head: { type: "string" }, json: { type: "boolean" } },
    });
    if (positionals.length === 0) throw new UsageError("which files?");
    const anchor = values.head === undefined ? undefined : anchorOf(values.head);
    const { hashing } = await import("../../audit/chain.ts");
    const { verifyAudit } = await import("../../audit/verify.ts");
    let report: AuditReport;
    try {
      const key = await readAuditKey(context.environment[keyVariable] || undefined, values["key-file"]);
      report = await verifyAudit([...new Set(positionals)].map(fileOf), hashing(key), anchor);
    } catch (error) {
      const { code, path, message } = error as NodeJS.ErrnoException;
      context.err(`error: ${code === undefined ? message : `${path ?? "a file"} can't be read: ${code}`}\n`);
      return 2;
    }
    context.out(values.json === true ? `${JSON.stringify(asJson(report))}\n` : asText(report));
    return report.problems.length === 0 ? 0 : 1;
  },
};

function fileOf(name: string): AuditFile {
  return { name, bytes: () => createReadStream(name) };
}

function anchorOf(text: string): Anchor {
  const [, sequence, hash] = /^([1-9][0-9]{0,14})(?::([0-9a-f]{64}))?$/.exec(text) ?? [];
  if (sequence === undefined)
    throw new UsageError("--head takes SEQ or SEQ:HASH, a number and 64 hex digits");
  return { sequence: Number(sequence), hash };
}

function asJson({ records, first, head, problems }: AuditReport) {
  return { intact: problems.length === 0, records, first: first ?? null, head: head ?? null, problems };
}

function asText({ records, first, head, problems }: AuditReport): string {
  const lines = problems.map(({ file, line, kind, message }) => `${file}:${line}: ${message} (${kind})`);
  if (head !== undefined && first !== undefined) {
    lines.push(`${records} records, ${first} to ${head.sequence}; head ${head.sequence}:${head.hash}`);
    if (first > 1) lines.push(`records before ${first} are not in these files`);
  }
  lines.push(problems.length === 0 ? "intact" : "NOT intact");
  return `${lines.join("\n")}\n`;
}
