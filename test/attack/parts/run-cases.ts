import { deniedTool, echo, marker, call as message, type RequestCase } from "../catalogue/case.ts";
import type { Ran, Seen } from "./seen.ts";
import { type Answer, sendCase } from "./send.ts";
import { textsOf } from "./texts.ts";

export type Outcome = { readonly one: RequestCase; readonly answer: Answer; readonly ran: readonly Ran[] };

/**
 * Sends the cases one after the other and says what the server ran for each.
 * @param serverPort where a call reaches the server directly; where a case got no answer to wait for, one is made so
 * that what the case started is over.
 * @param newlyRan what the server ran since the last call: one reader for all, so that nothing that comes late is lost
 */
export async function runCases(
  cases: readonly RequestCase[],
  port: number,
  serverPort: number,
  newlyRan: () => Ran[],
  patience?: number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const barrier = {
    name: "barrier",
    body: message(echo.replace('"hi"', `"${barrierText}"`)),
    expect: "forwarded",
  } as const;
  for (const one of cases) {
    const answer = await sendCase(one, port, patience);
    if (answer.status === undefined || answer.status === 202) await sendCase(barrier, serverPort);
    outcomes.push({ one, answer, ran: newlyRan().filter(({ text }) => text !== barrierText) });
  }
  return outcomes;
}

const barrierText = "barrier";

/** Whether a server ran what the plugin denies. */
export function isDenied({ tool, text }: Ran): boolean {
  if (tool === "resource") return text.startsWith(`${deniedTool}://`) || text.includes(marker);
  return tool === deniedTool || tool === `prompt ${deniedTool}` || text.includes(marker);
}

/**
 * What a server ran that no plugin saw and let pass: tools and prompts just so, one call for each run; of all else each
 * text.
 */
export function unseen(ran: readonly Ran[], seen: readonly Seen[]): Ran[] {
  const allowed = seen.filter(({ denied }) => !denied);
  const calls = allowed.map(asRan);
  const texts = new Set(
    allowed.flatMap(({ name, payload }) => [name, ...textsOf(payload), ...keysOf(payload)]),
  );
  return ran.filter(({ tool, text }) => {
    if (!isCalled(tool)) return !texts.has(text);
    const at = calls.indexOf(JSON.stringify([tool, wellFormed(text)]));
    if (at >= 0) calls.splice(at, 1);
    return at < 0;
  });
}

function isCalled(tool: string): boolean {
  return ["echo", deniedTool].includes(tool.replace("prompt ", ""));
}

function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(keysOf)];
}

function asRan({ hook, name, payload }: Seen): string {
  const { text = "" } = payload as { text?: unknown };
  const tool = hook === "prompt_pre_fetch" ? `prompt ${name}` : name;
  return JSON.stringify([tool, wellFormed(String(text))]);
}

/** As UTF-8 carries it: half a pair is U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
