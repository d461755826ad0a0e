/**
 * Tells of errors that nobody caught and rejections that nobody awaits, and lets the process live on: they are a
 * plugin's, thrown from a timer or a promise that it left alone. Node would end the process, and every exchange with
 * it, for what one client's message may have caused; and print the error, which may quote the message.
 *
 * The exchange that the fault belongs to fails closed by itself: no verdict comes, and its time runs out.
 *
 * @returns a function that gives such faults back to Node
 */
export function watchStrayFaults(onFault: (error: unknown) => void): () => void {
  process.on("uncaughtException", onFault);
  process.on("unhandledRejection", onFault);
  return () => {
    process.off("uncaughtException", onFault);
    process.off("unhandledRejection", onFault);
  };
}
