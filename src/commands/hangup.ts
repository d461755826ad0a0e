/**
 * Calls back at each SIGHUP, as daemons read their configuration again. Before and after, SIGHUP ends the process.
 *
 * @returns a function that ends it
 */
export function onHangup(listener: () => void): () => void {
  process.on("SIGHUP", listener);
  return () => process.off("SIGHUP", listener);
}
