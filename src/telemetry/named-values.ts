import { mask } from "./secret-mark.ts";
import type { SecretNames } from "./secret-names.ts";

/** A name, perhaps the end of a quotation, and what assigns. Names begin where no other name is, so none is read twice. */
const assignment =
  /(?<![\w.-])([\w.-]{1,128})(?:\\{0,8}["'`])?[ \t]{0,16}(?:=>|[:=])[ \t]{0,16}(\\{0,8}["'`])?/g;
/** Where a value ends that is in no quotation marks. */
const valueEnd = /[\s,;&)\]}"'`<>|]/g;
const lineEnd = /[\r\n]/g;
/** The names of headers whose value is the rest of the line. */
const wholeLine = /authorization|cookie/i;
/** Says that there is none. */
const noSecret = /^(?:null|none|undefined|true|false|nil|\[\]|\{\}|\[masked\])$/i;

/** Masks the values behind a secret's name: in query strings, JSON, headers, environments, the texts of errors. */
export function maskNamedValues(text: string, isSecretName: SecretNames): string {
  let masked = "";
  let from = 0;
  assignment.lastIndex = 0;
  for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
    const [, name = "", quote] = match;
    if (!isSecretName(name)) {
      // What is assigned may be the next name: `{"a":{"token":1}}` and `x=password=y`.
      if (quote !== undefined) assignment.lastIndex -= quote.length;
      continue;
    }
    const start = assignment.lastIndex;
    if (text.startsWith(mask, start)) continue;
    const end = endOfValue(text, start, name, quote);
    if (end === start || noSecret.test(text.slice(start, Math.min(end, start + 16)))) continue;
    masked += text.slice(from, start) + mask;
    from = end;
    assignment.lastIndex = end;
  }
  return from === 0 ? text : masked + text.slice(from);
}

function endOfValue(text: string, start: number, name: string, quote: string | undefined): number {
  if (quote !== undefined) return endOfQuotation(text, start, quote);
  if (text[start] === "{" || text[start] === "[") return endOfBrackets(text, start);
  const end = wholeLine.test(name) ? lineEnd : valueEnd;
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

/** An object or list as text is masked whole, as it is where it is a field of its own. Unended, it goes on to the end. */
function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (sign === "\\") at++;
    else if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === "{" || sign === "[") depth++;
    else if ((sign === "}" || sign === "]") && --depth === 0) return at + 1;
  }
  return text.length;
}

/** An escaped quotation mark does not end it: one with more backslashes before it than the one it began with. */
function endOfQuotation(text: string, start: number, quote: string): number {
  const sign = quote.slice(-1);
  for (let at = text.indexOf(sign, start); at >= 0; at = text.indexOf(sign, at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text[at - slashes - 1] === "\\") slashes++;
    if (slashes === quote.length - 1) return at - slashes;
    // An even number escapes itself: `"C:\\"` ends there.
    if (quote.length === 1 && slashes % 2 === 0) return at;
  }
  return text.length;
}
