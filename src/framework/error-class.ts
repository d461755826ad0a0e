/**
 * The class of what was thrown, which unlike its message never quotes a payload. Reads nothing that could throw again.
 */
export function errorClass(error: unknown): string {
  try {
    const name = error instanceof Error ? error.constructor.name : typeof error;
    return /^[A-Za-z_$][\w$]{0,63}$/.test(name) ? name : "Error";
  } catch {
    return "Error";
  }
}

/** The message of what was thrown. For errors of loading and of life cycles, where no payload is about. */
export function errorMessage(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "unknown error";
  }
}
