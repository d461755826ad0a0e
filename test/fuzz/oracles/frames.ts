/** What programs in `oracles/` are asked, and how they are spoken to: frames of four bytes of length and a text. */

/** The first line of a case; its bytes follow. */
export type CaseHead = {
  /** `request`: a client's POST body; the others: what a server answers. */
  readonly leg: "request" | "json" | "events";
  /** Headers of the request beside those that each has. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Lengths of the pieces that an event stream comes in. */
  readonly pieces?: readonly number[];
};

/**
 * A message as a program understood it; `asked` is what its server was asked to do. `typed` is a result as the SDK
 * hands it to its caller.
 */
export type Reading = {
  readonly kind: "request" | "notification" | "result" | "error" | "asked" | "complaint" | "fault";
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly name?: unknown;
  readonly arguments?: unknown;
  readonly uri?: unknown;
  readonly result?: unknown;
  readonly typed?: unknown;
  /** An error object; of a complaint or a fault, its text. */
  readonly error?: unknown;
};

export function frame(text: string | Uint8Array, bytes: Uint8Array = new Uint8Array(0)): Buffer {
  const start = Buffer.from(text as string);
  const whole = Buffer.alloc(4 + start.length + bytes.length);
  whole.writeUInt32BE(start.length + bytes.length);
  start.copy(whole, 4);
  whole.set(bytes, 4 + start.length);
  return whole;
}

/** The texts of frames, however the stream cuts them. */
export async function* framesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, undefined> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let wanted = 4;
  for await (const part of stream) {
    parts.push(part);
    held += part.length;
    if (held < wanted) continue;
    let rest = Buffer.concat(parts);
    for (;;) {
      wanted = rest.length < 4 ? 4 : 4 + rest.readUInt32BE();
      if (rest.length < wanted) break;
      yield rest.subarray(4, wanted);
      rest = rest.subarray(wanted);
    }
    parts = [rest];
    held = rest.length;
  }
  return undefined;
}
