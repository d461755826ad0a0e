import { Writable } from "node:stream";

/**
 * Keeps standard output for a protocol: whatever else writes to it, such as a plugin's `console.log`, goes to standard
 * error instead, where it breaks nothing.
 */
export function takeStandardOutput(): { readonly output: Writable; release(): void } {
  const { stdout, stderr } = process;
  const own = stdout.write;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      own.call(stdout, chunk, undefined, (error) => done(error));
    },
  });
  // A reader that went away is told of by the write that failed; unheard, the event would end the process.
  const ignored = () => {};
  stdout.on("error", ignored);
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  return {
    output,
    release() {
      stdout.write = own;
      stdout.off("error", ignored);
    },
  };
}
