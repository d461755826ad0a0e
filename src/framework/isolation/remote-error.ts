import type { RemoteError } from "./protocol.ts";

/**
 * An error whose class has the name that is told, so that records and violations name what went wrong in the process as
 * they would name what went wrong here. Its stack is the place that is told, if any: where it is made says nothing.
 */
export function remoteError({ name, message, at }: RemoteError): Error {
  const error = named(name, message);
  error.stack = `${error.name}: ${message}${at === undefined ? "" : `\n    ${at}`}`;
  return error;
}

function named(name: string, message: string): Error {
  const word = /^[A-Za-z_$][\w$]{0,63}$/.test(name) ? name : "Error";
  if (word === "Error") return new Error(message);
  const { [word]: Named } = { [word]: class extends Error {} };
  return Named === undefined ? new Error(message) : new Named(message);
}
