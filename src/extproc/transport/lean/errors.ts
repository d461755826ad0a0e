/** How connections and streams end that break a rule (RFC 9113, sections 5.4 and 7). */

export const errorCode = {
  none: 0,
  protocol: 1,
  internal: 2,
  flowControl: 3,
  streamClosed: 5,
  frameSize: 6,
  refused: 7,
  compression: 9,
  enhanceYourCalm: 11,
};
export type ErrorName = keyof typeof errorCode;

/** Of a stream, or without one of the connection. Caught in connection.ts. */
export class Http2Error extends Error {
  error: ErrorName = "internal";
  streamId: number | undefined;
}

export function fail(error: ErrorName, streamId?: number): never {
  throw Object.assign(new Http2Error(error), { error, streamId });
}
