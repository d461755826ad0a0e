import type { IncomingMessage } from "node:http";

/** Milliseconds for the rest of an answer that nobody reads. */
const restMs = 1000;

/**
 * The body of an answer as `fetch` has it. One that is cancelled gives its connection back: read to its end when nobody
 * has begun with it, closed otherwise. (`ReadableStream.from` would leave an answer alone that was not begun with, and
 * its connection would never be free again.)
 * @param chunks reads the answer
 */
export function bodyStream(
  answer: IncomingMessage,
  chunks: AsyncGenerator<Uint8Array<ArrayBuffer>, void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let begun = false;
  return new ReadableStream(
    {
      async pull(controller) {
        begun = true;
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel() {
        if (begun) answer.destroy();
        else discard(answer);
        chunks.return().catch(() => {});
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads an answer to its end, so that its connection can be used again; closes one that does not end soon. */
export function discard(answer: IncomingMessage): void {
  const timer = setTimeout(() => answer.destroy(), restMs).unref();
  answer.once("close", () => clearTimeout(timer));
  answer.on("error", () => {});
  answer.resume();
}
