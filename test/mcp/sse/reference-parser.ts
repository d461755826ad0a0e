/** What a client dispatches: WHATWG HTML §9.2.6 taken literally, slow and over the whole stream at once. */
export interface ReferenceEvent {
  readonly data: string | undefined;
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly retry: number | undefined;
}

/**
 * The oracle of the splitter's tests: every block that has a field, whether or not it has data. Beyond the
 * specification, more than one byte order mark is skipped at the start.
 */
export function parseReference(bytes: Uint8Array): {
  events: ReferenceEvent[];
  rest: ReferenceEvent | undefined;
} {
  const text = new TextDecoder("utf-8").decode(bytes).replace(/^\ufeff+/, "");
  const lines = text.split(/\r\n|\n|\r/);
  const unended = lines.pop() as string;
  const events: ReferenceEvent[] = [];
  let block: string[] = [];
  for (const line of lines) {
    if (line !== "") {
      block.push(line);
      continue;
    }
    if (block.some((entry) => !entry.startsWith(":"))) events.push(dispatch(block));
    block = [];
  }
  if (unended !== "") block.push(unended);
  return { events, rest: block.length > 0 ? dispatch(block) : undefined };
}

function dispatch(lines: readonly string[]): ReferenceEvent {
  let buffer = "";
  let id: string | undefined;
  let event: string | undefined;
  let retry: number | undefined;
  for (const line of lines) {
    const at = line.indexOf(":");
    if (at === 0) continue;
    const name = at === -1 ? line : line.slice(0, at);
    let value = at === -1 ? "" : line.slice(at + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (name === "data") buffer += `${value}\n`;
    if (name === "id" && !value.includes("\0")) id = value;
    if (name === "event") event = value;
    if (name === "retry" && /^[0-9]+$/.test(value)) retry = Number(value);
  }
  const data = buffer === "" ? "" : buffer.slice(0, -1);
  return { data: data === "" ? undefined : data, id, event, retry };
}
