/** One cell of the matrix: a session of its own, the denied call, what became of the tool, and an allowed call after it. */
import type { DriverProcess, Outcome } from "./driver-process.ts";
import type { Era, Form } from "./form.ts";
import type { ServerProcess, ToolState } from "./server-process.ts";

export type Cell = {
  /** `call; tool; session`: what is held against the expectation. */
  readonly summary: string;
  readonly outcome: Outcome;
  readonly after: Outcome;
};

export type Patience = {
  /** A client's own limit for a call. A call that is answered takes milliseconds, but the machine may be busy. */
  readonly callMs: number;
  /** How long a tool may take to end after the client had its answer. */
  readonly toolMs: number;
};

/** What is expected to end with a limit need not wait for a long one. */
export function patienceFor(expected: string, callMs: number): Patience {
  return {
    callMs: expected.startsWith("timeout") ? Math.min(callMs, 4000) : callMs,
    toolMs: expected.includes("; open;") ? 1000 : callMs,
  };
}

export async function runCase(
  form: Form,
  era: Era,
  driver: DriverProcess,
  server: ServerProcess,
  /** Envoy's. */
  origin: string,
  { callMs, toolMs }: Patience,
): Promise<Cell> {
  const connect = { do: "connect", url: `${origin}/stream`, era, timeoutMs: callMs } as const;
  const url = `${origin}${form.path}`;
  const since = await server.state();
  const denied = form.command.do === "connect" ? { ...connect, url, ...form.command } : form.command;
  if (form.command.do !== "connect") {
    const connected = await driver.send({ ...connect, url, ...(form.session && { headers: form.session }) });
    if (connected.outcome !== "done")
      throw new Error(`${form.name}: no session: ${JSON.stringify(connected)}`);
  }
  const outcome = await driver.send(denied);
  const tool = await toolState(server, since, toolMs);
  if (form.command.do === "connect" || form.command.do === "close") await driver.send(connect);
  const after = await driver.send({ do: "tool", name: "echo", arguments: { text: "fine" } });
  await driver.send({ do: "close" });
  // A tool that is still open must not end in the next case.
  if (tool === "open") await server.settled(since, 2000);
  return { summary: `${call(outcome, form)}; ${tool}; ${session(after)}`, outcome, after };
}

async function toolState(server: ServerProcess, since: ToolState, limitMs: number): Promise<string> {
  if (!(await server.settled(since, limitMs))) return "open";
  return (await server.state()).began === since.began ? "not called" : "ended";
}

function call(outcome: Outcome, form: Form): string {
  // The denied word must not reach a client in whatever it shows, nor ask its user.
  if (JSON.stringify(outcome).includes("nightfall")) return "LEAKED";
  const said = `${outcome.message ?? ""} ${outcome.text ?? ""}`.includes(form.says) ? "" : ", not said why";
  switch (outcome.outcome) {
    case "done":
      return `${outcome.isError ? "isError" : "done"}${said}`;
    case "error":
      return `error ${outcome.code}${said}`;
    case "failed":
      return `failed ${outcome.type}${said}`;
    default:
      return outcome.outcome;
  }
}

function session(after: Outcome): string {
  if (after.outcome === "done" && after.text?.includes("echo: fine")) return "alive";
  return `dead (${after.outcome === "error" ? after.code : (after.type ?? after.outcome)})`;
}
