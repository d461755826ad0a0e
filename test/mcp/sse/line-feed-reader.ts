/**
 * An event stream as Go's MCP clients read it: only LF ends a line, CR before it is trimmed, what no blank line ends
 * counts at the stream's end. Taken from what they do, not from a specification.
 */
export function readByLineFeeds(text: string): string[] {
  const found: string[] = [];
  let data: string[] = [];
  const dispatch = (): void => {
    if (data.length > 0) found.push(data.join("\n"));
    data = [];
  };
  for (const line of text.split("\n").map((each) => each.replace(/[\r\n]+$/, ""))) {
    if (line === "") dispatch();
    else if (line.startsWith("data:")) data.push(line.slice(5).trim());
  }
  dispatch();
  return found;
}

/** The JSON object or array that a text begins with, white space before it skipped, as readers that ignore the rest take it. */
export function firstJson(text: string): string | undefined {
  const trimmed = text.trimStart();
  if (!/^[[{]/.test(trimmed)) return undefined;
  for (let end = 1; end <= trimmed.length; end++) {
    if (!/[\]}]/.test(trimmed[end - 1] as string)) continue;
    try {
      return JSON.stringify(JSON.parse(trimmed.slice(0, end)));
    } catch {
      // it goes on
    }
  }
  return undefined;
}
