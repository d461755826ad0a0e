import type { TestEvent } from "node:test/reporters";

/** What `run-test-files.ts` needs of one test file's run, one JSON line each. */
export type TestFileEvent =
  /** `name` of began and ended: for telling what hangs. */
  | { readonly kind: "began" | "ended"; readonly name: string }
  | { readonly kind: "failed"; readonly name: string; readonly error: string }
  | { readonly kind: "skipped"; readonly name: string }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "summary"; readonly tests: number; readonly passed: number };

/** A node:test reporter: reads the runner's events and yields `TestFileEvent` lines. */
export default async function* testEvents(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path: string[] = [];
  for await (const event of source) {
    for (const line of read(event, path)) yield `${JSON.stringify(line)}\n`;
  }
}

function* read(event: TestEvent, path: string[]): Generator<TestFileEvent> {
  switch (event.type) {
    case "test:dequeue":
      yield { kind: "began", name: event.data.name };
      break;
    case "test:complete":
      yield { kind: "ended", name: event.data.name };
      break;
    case "test:start":
      path.length = event.data.nesting;
      path.push(event.data.name);
      break;
    case "test:pass":
      if (event.data.skip !== undefined || event.data.todo !== undefined) {
        yield { kind: "skipped", name: nameOf(event.data, path) };
      }
      break;
    case "test:fail": {
      const { error } = event.data.details;
      // A suite or parent test fails because something in it did; that one was told already.
      if (failureType(error) === "subtestsFailed") break;
      yield { kind: "failed", name: nameOf(event.data, path), error: errorText(error) };
      break;
    }
    case "test:diagnostic":
      // The runner's own figures come as diagnostics too, of level info; a test says `note:` in front.
      if (event.data.message.startsWith("note: ")) yield { kind: "note", text: event.data.message.slice(6) };
      break;
    case "test:summary":
      yield { kind: "summary", tests: event.data.counts.tests, passed: event.data.counts.passed };
      break;
  }
}

function nameOf(data: { name: string; nesting: number }, path: readonly string[]): string {
  return [...path.slice(0, data.nesting), data.name].join(" > ");
}

function failureType(error: unknown): unknown {
  return (error as { failureType?: unknown } | undefined)?.failureType;
}

function errorText(error: unknown): string {
  const cause = (error as { cause?: unknown } | undefined)?.cause ?? error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.stack ?? cause.message;
}
