/** A string of a JSON document. `name` tells that it is a member's. */
export type JsonStringEdit = (text: string, name: boolean) => string;

/**
 * Edits the strings of a text that is a JSON object or array; whatever is not edited keeps its spelling. Undefined for
 * other texts. Linear.
 */
export function editJsonText(text: string, edit: JsonStringEdit): string | undefined {
  if (!isJsonDocument(text)) return undefined;
  let out = "";
  let copied = 0;
  for (let open = text.indexOf('"'); open !== -1; ) {
    const close = endOfString(text, open);
    const source = text.slice(open, close);
    const said = JSON.parse(source) as string;
    let next = close;
    while (isSpace(text.charCodeAt(next))) next++;
    const edited = edit(said, text[next] === ":");
    if (edited !== said) {
      out += text.slice(copied, open) + JSON.stringify(edited);
      copied = close;
    }
    open = text.indexOf('"', close);
  }
  return copied === 0 ? text : out + text.slice(copied);
}

/** Whether a text is a JSON object or array, by itself. */
export function isJsonDocument(text: string): boolean {
  let first = 0;
  while (isSpace(text.charCodeAt(first))) first++;
  if (text[first] !== "{" && text[first] !== "[") return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The strings of a JSON text, one a line: what its escapes hide from a search is seen so. */
export function jsonStrings(text: string): string | undefined {
  const strings: string[] = [];
  const read = editJsonText(text, (string) => {
    strings.push(string);
    return string;
  });
  return read === undefined ? undefined : strings.join("\n");
}

/** Index behind the closing quote of a well-formed document's string. */
function endOfString(text: string, open: number): number {
  for (let close = text.indexOf('"', open + 1); ; close = text.indexOf('"', close + 1)) {
    let escapes = 0;
    while (text[close - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return close + 1;
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
