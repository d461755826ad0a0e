import type { Token } from "./tokens.ts";

const objects = new Set(
  "TABLE DATABASE SCHEMA INDEX VIEW USER ROLE PROCEDURE PROC FUNCTION TRIGGER SEQUENCE LOGIN TYPE EXTENSION TEMPORARY TEMP OR MATERIALIZED UNIQUE COLUMN PUBLIC TABLESPACE LANGUAGE".split(
    " ",
  ),
);

/** Whether what follows the head of a statement may do so: enough of the statement to tell it from prose. */
export function isHead(head: string, current: () => Token, advance: () => void): boolean {
  const { kind, word } = current();
  const isName = kind === "name" || kind === "quoted-name";
  const then = (...words: readonly string[]): boolean => {
    for (let steps = 0; steps < 6; steps++) {
      advance();
      const next = current();
      if (words.includes(next.word)) return true;
      if (next.kind === "end" || next.kind === ";" || next.kind === "comment") return false;
    }
    return false;
  };
  switch (head) {
    case "DROP":
    case "ALTER":
    case "CREATE": {
      if (!objects.has(word)) return false;
      advance();
      return current().kind === "name" || current().kind === "quoted-name";
    }
    case "TRUNCATE": {
      if (word === "TABLE") advance();
      if (current().kind !== "name" && current().kind !== "quoted-name") return false;
      advance();
      return ["end", ";", "comment", ","].includes(current().kind) || word === "TABLE";
    }
    case "DELETE":
      return word === "FROM" || (isName && then("FROM", "WHERE"));
    case "INSERT":
    case "REPLACE":
      return (
        (word === "INTO" && then("VALUES", "SELECT", "VALUE", "SET", "(")) ||
        (word === "INTO" && current().kind === "(")
      );
    case "UPDATE":
      return isName && then("SET");
    case "GRANT":
      return isName && then("TO", "ON");
    case "REVOKE":
      return isName && then("FROM", "ON");
    case "EXEC":
    case "EXECUTE": {
      if (kind === "(" || kind === "variable") return true;
      const procedure = /^(XP_|SP_|MASTER|DBO|IMMEDIATE|SYS)/.test(word);
      advance();
      return isName && (procedure || current().kind === "string" || current().kind === ".");
    }
    case "CALL":
    case "DO":
    case "PERFORM": {
      if (!isName) return false;
      for (let steps = 0; steps < 6 && (current().kind === "name" || current().kind === "."); steps++)
        advance();
      return current().kind === "(";
    }
    case "DECLARE":
      return (
        kind === "variable" ||
        (isName && then("INT", "INTEGER", "VARCHAR", "VARCHAR2", "CHAR", "NUMBER", "NVARCHAR", "CURSOR"))
      );
    case "SET":
      advance();
      return (kind === "variable" || isName) && current().word === "=";
    case "WAITFOR":
      return word === "DELAY" || word === "TIME";
    case "SHUTDOWN":
      return kind === "comment" || word === "WITH" || kind === ";";
    case "IF":
    case "IIF":
      return kind === "(" || then("=");
    case "BEGIN":
      return /^(DBMS_|USER_LOCK|UTL_|DECLARE|EXECUTE|SYS)/.test(word);
    case "COPY":
      return (isName || kind === "(") && then("FROM", "TO");
    case "LOAD":
      return word === "DATA";
    case "ATTACH":
      return word === "DATABASE" || kind === "string";
    case "MERGE":
      return word === "INTO";
    case "BACKUP":
    case "RESTORE":
      return word === "DATABASE" || word === "LOG";
    case "PRAGMA":
      return isName;
    case "WITH":
      return isName && then("AS");
    default:
      return false;
  }
}
