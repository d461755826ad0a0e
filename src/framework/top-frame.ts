/**
 * Where something was thrown: the first stack frame behind the message, `at …`, 300 characters at most. Undefined when
 * message and frames cannot be told apart, since a message may quote a payload.
 */
export function topFrame(error: unknown): string | undefined {
  try {
    if (!(error instanceof Error) || error.stack === undefined) return undefined;
    const head = `${error.name}: ${error.message}\n`;
    if (!error.stack.startsWith(head)) return undefined;
    return error.stack.slice(head.length).split("\n", 1)[0]?.trim().slice(0, 300);
  } catch {
    return undefined;
  }
}
