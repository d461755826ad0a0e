import { spawn } from "node:child_process";

/** Runs a command without input and shows what it printed only if it fails. Resolves to whether it succeeded. */
export async function runCommand(command: readonly string[]): Promise<boolean> {
  const [program, ...args] = command as [string, ...string[]];
  const output: Buffer[] = [];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const status = await new Promise<number | string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code ?? signal ?? "no status"));
  });
  if (status === 0) return true;
  process.stdout.write(Buffer.concat(output));
  console.log(`   ${command.join(" ")}: ${status}`);
  return false;
}
