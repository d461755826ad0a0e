import {
  acceptedPattern,
  argumentHooks,
  compilePattern,
  definePlugin,
  judgeTexts,
  replaceSpans,
  type TextOpinion,
  textSpellings,
} from "plugins-adapter/framework";
import { type SqlConfig, sqlConfig } from "./config.ts";
import { injectionIn } from "./fragment.ts";
import { loadPostgres } from "./postgres.ts";
import { type ParseSql, type Statement, statementsIn } from "./statement.ts";

/** Denies risky SQL and SQL injection in what clients send. */
export default definePlugin({
  kind: "sql_sanitizer",
  aliases: [
    "cpex_sql_sanitizer.sql_sanitizer.SQLSanitizerPlugin",
    "plugins.sql_sanitizer.sql_sanitizer.SQLSanitizerPlugin",
  ],
  hooks: argumentHooks,
  config: sqlConfig,
  compliance: {
    owasp_mcp: ["MCP05"],
    owasp_llm: ["LLM05", "LLM06"],
    owasp_asi: ["ASI02", "ASI05"],
    mitre_atlas: ["AML.T0053", "AML.T0101"],
    cosai: ["T3"],
    safe_mcp: ["SAFE-T1101"],
  },
  create(config) {
    let parse: ParseSql | undefined;
    const fields = config.fields === null ? undefined : new Set(config.fields);
    const judge = judgeOf(config);
    return {
      ...judgeTexts({
        hooks: argumentHooks,
        exemptions: config.exemptions,
        limits: config,
        code: "SQL_SANITIZER",
        reason: "Risky SQL",
        metadata: "sql_issues",
        block: config.block_on_violation,
        opinion: (text, { name, kind }) => {
          if (fields !== undefined && (name === undefined || !fields.has(name))) return undefined;
          if (parse === undefined) throw new Error("the SQL parser is not loaded: initialize was not called");
          const opinion = judge(text, parse);
          return kind === "value" || opinion?.text === undefined ? opinion : { issues: opinion.issues ?? [] };
        },
      }),
      async initialize() {
        parse = await loadPostgres();
      },
    };
  },
});

function judgeOf(config: SqlConfig): (text: string, parse: ParseSql) => TextOpinion | undefined {
  const blocked = config.blocked_statements.map((source) => acceptedPattern(source, { ignoreCase: true }));
  // one search tells that none is there
  const union = compilePattern(config.blocked_statements.map((source) => `(?:${source})`).join("|"), {
    ignoreCase: true,
  });
  const mayBeBlocked = (masked: string) => blocked.length > 0 && (!union.ok || union.pattern.test(masked));

  return (text, parse) => {
    if (!mayConcern(text)) return undefined;
    const issues = new Set<string>();
    let stripped: string | undefined;
    for (const spelling of textSpellings(text).flatMap(asMysql)) {
      const statements = statementsIn(spelling, parse);
      if (statements === "limit") return { issues: ["more statements than can be checked"] };
      for (const statement of statements) issuesOf(statement, issues);
      if (config.detect_injection) {
        for (const value of [spelling, ...queryValues(spelling)]) {
          const injection = injectionIn(value, isWhole(statements, value));
          if (injection !== undefined) issues.add(`SQL injection (${injection})`);
        }
      }
      if (config.strip_comments && spelling === text) stripped = withoutComments(text, statements);
    }
    if (issues.size > 0) return { issues: [...issues] };
    return stripped === undefined ? undefined : { text: stripped };
  };

  function issuesOf(statement: Statement, issues: Set<string>): void {
    for (const [index, pattern] of mayBeBlocked(statement.masked) ? blocked.entries() : []) {
      const issue = `blocked statement: ${config.blocked_statements[index]}`;
      if (!issues.has(issue) && pattern.test(statement.masked)) issues.add(issue);
    }
    for (const { kind, where } of statement.nodes) {
      if (kind === "DELETE" && !where && config.block_delete_without_where)
        issues.add("DELETE without WHERE");
      if (kind === "UPDATE" && !where && config.block_update_without_where)
        issues.add("UPDATE without WHERE");
    }
    if (statement.interpolated && config.require_parameterization) issues.add("SQL put together from texts");
  }
}

/** The text, and what MySQL runs of it: its conditional comments are code. */
function asMysql(text: string): readonly string[] {
  const opening = text.indexOf("/*!");
  if (opening === -1) return [text];
  let code = text.slice(0, opening);
  let inCode = false;
  for (let at = opening; at < text.length; ) {
    if (text.startsWith("/*!", at)) {
      inCode = true;
      at += 3;
      while (text[at] !== undefined && "0123456789".includes(text[at] as string)) at++;
      code += " ";
    } else if (inCode && text.startsWith("*/", at)) {
      inCode = false;
      at += 2;
      code += " ";
    } else code += text[at++];
  }
  return [text, code];
}

/** Whether a text is SQL from its first word to its last: what is sent as a statement is no value in one. */
function isWhole(statements: readonly Statement[], text: string): boolean {
  const last = statements[statements.length - 1];
  return (
    statements[0]?.start === 0 && last !== undefined && text.slice(last.end).trim().replace(/;$/, "") === ""
  );
}

const maxQueryValues = 100;

/** Values of a URL's query: each is a value of its own to the server. */
function queryValues(text: string): readonly string[] {
  const query = text.indexOf("?");
  if (query === -1 || !text.includes("=", query)) return [];
  return text
    .slice(query + 1)
    .split("&", maxQueryValues)
    .flatMap((pair) => (pair.includes("=") ? [pair.slice(pair.indexOf("=") + 1)] : []));
}

/** Plain words and numbers are most of what there is, and no SQL. */
function mayConcern(text: string): boolean {
  return text.length > 2 && /[^A-Za-z0-9_.@-]|--/.test(text);
}

function withoutComments(text: string, statements: readonly Statement[]): string | undefined {
  const result = replaceSpans(text, statements, ({ start, end, bare }) => {
    const own = text.slice(start, end);
    const space = own.slice(own.trimEnd().length);
    return /--|\/\*|#/.test(own) ? bare + space : own;
  });
  return result === text ? undefined : result;
}
