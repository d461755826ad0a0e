import type { ParseSql, StatementNode } from "./statement.ts";

/** Loads PostgreSQL's own grammar (libpg_query, WebAssembly); parses are synchronous from then on. */
export async function loadPostgres(): Promise<ParseSql> {
  const { loadModule, parseSync } = await import("libpg-query");
  await loadModule();
  return (sql) => {
    try {
      return nodesOf(parseSync(sql));
    } catch {
      // every error is "no SQL of this dialect": what it says of the text is of no use
      return undefined;
    }
  };
}

const maxNodes = 20_000;

/** The statements in a parse tree: members named `SelectStmt`, `DropStmt` …, wherever they stand. */
function nodesOf(tree: unknown): readonly StatementNode[] {
  const found: StatementNode[] = [];
  const open: unknown[] = [tree];
  for (let count = 0; open.length > 0 && count < maxNodes; count++) {
    const value = open.pop();
    if (Array.isArray(value)) {
      for (const entry of value) open.push(entry);
      continue;
    }
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (name.endsWith("Stmt") && typeof inner === "object" && inner !== null) {
        found.push({ kind: kindOf(name), where: "whereClause" in inner });
      }
      if (typeof inner === "object") open.push(inner);
    }
  }
  return found;
}

function kindOf(name: string): string {
  return name.slice(0, -"Stmt".length).toUpperCase();
}
