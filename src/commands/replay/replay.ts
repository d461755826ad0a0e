import { type PluginManager, systemClock } from "../../framework/index.ts";
import { memoryState } from "../../state/state.ts";
import type { StateStore } from "../../state/store.ts";
import { type DriveParts, driveExchange } from "../../testing/drive-exchange.ts";
import type { RecordedExchange } from "../../testing/recorded-exchange.ts";
import { readExchange } from "../../testing/recording.ts";
import type { CommandContext } from "../command.ts";
import { findingText } from "../findings.ts";
import { type AdapterRequest, readAdapter, startPlugins } from "../load-adapter.ts";
import { adapterFlags } from "../options.ts";
import { quiet } from "../quiet-log.ts";
import { inputStream } from "../read-input.ts";
import { differenceText, tallyText } from "./as-text.ts";
import type { ReplayValues } from "./command.ts";
import { type Difference, differences } from "./compare.ts";
import { readLines } from "./read-lines.ts";
import { addToTally, newTally, type Tally } from "./tally.ts";

/** Longest line of a recording, bytes. */
const longestLine = 64 * 1024 * 1024;
/** Most differences, and most unreadable lines, that `--json` lists one by one. */
const mostListed = 1000;

const tooLong = { ok: false, problem: `longer than ${longestLine} bytes` } as const;

/** Takes recorded exchanges through one configuration, or through two to find what comes out otherwise; resolves to the exit code. */
export async function runReplay(values: ReplayValues, context: CommandContext): Promise<number> {
  const request = { ...adapterFlags(values), environment: context.environment };
  const subjects: Subject[] = [];
  try {
    const requests = values.against ? [request, { ...request, config: values.against }] : [request];
    for (const each of requests) {
      const subject = await start(each, context);
      if (!subject) return 1;
      subjects.push(subject);
    }
    const result = await run(values.file ?? "-", subjects, values.json === true ? undefined : context);
    if (!result.ok) {
      context.err(`error: ${result.problem}\n`);
      return 1;
    }
    context.out(
      values.json ? `${JSON.stringify(asJson(result, subjects), null, 2)}\n` : asText(result, subjects),
    );
    if (result.badLines > 0 || subjects.some(({ tally }) => tally.faults > 0)) return 1;
    return result.differing > 0 ? 3 : 0;
  } finally {
    for (const { manager, store } of subjects) {
      await manager.shutdown();
      await store.close();
    }
  }
}

/** One configuration, running. */
interface Subject {
  readonly manager: PluginManager;
  /** Exchanges find what those before them left, as a client's answer finds the server's request. */
  readonly store: StateStore;
  readonly parts: DriveParts;
  readonly tally: Tally;
}

async function start(request: AdapterRequest, context: CommandContext): Promise<Subject | undefined> {
  const adapter = await readAdapter(request);
  for (const warning of adapter.warnings) context.err(`warning: ${findingText(warning)}\n`);
  const started = adapter.ok
    ? await startPlugins(adapter.config, adapter.enabled, { log: quiet, observe() {} })
    : adapter;
  if (!started.ok || !adapter.ok) {
    for (const problem of started.ok ? [] : started.problems) context.err(`error: ${findingText(problem)}\n`);
    return undefined;
  }
  const { settings, enabled } = adapter;
  const { manager, instances } = started;
  if (!enabled) context.err("warning: PLUGINS_ENABLED=false: no plugin runs, everything passes\n");
  const { store, correlation } = memoryState(settings.state, systemClock);
  return {
    manager,
    store,
    parts: { hooks: manager, settings, enabled, correlation },
    tally: newTally(instances.map(({ name }) => name)),
  };
}

interface Replayed {
  readonly ok: true;
  readonly differing: number;
  readonly listed: readonly Difference[];
  readonly badLines: number;
  readonly listedBadLines: readonly { readonly line: number; readonly problem: string }[];
}

/** Line by line, so that a recording of any length takes the memory of its longest line. */
async function run(
  file: string,
  subjects: readonly Subject[],
  tell: CommandContext | undefined,
): Promise<Replayed | { readonly ok: false; readonly problem: string }> {
  const listed: Difference[] = [];
  const listedBadLines: { line: number; problem: string }[] = [];
  const name = file === "-" ? "standard input" : file;
  let exchanges = 0;
  let differing = 0;
  let badLines = 0;
  try {
    for await (const line of readLines(inputStream(file), longestLine)) {
      const reading = line.ok ? readExchange(line.text) : tooLong;
      if (!reading.ok) {
        badLines++;
        if (listedBadLines.length < mostListed)
          listedBadLines.push({ line: line.number, problem: reading.problem });
        tell?.err(`error: line ${line.number}: ${reading.problem}\n`);
        continue;
      }
      exchanges++;
      for (const difference of await replayOne(line.number, reading.exchange, subjects)) {
        differing++;
        if (listed.length < mostListed) listed.push(difference);
        tell?.out(`${differenceText(difference)}\n`);
      }
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What is no trouble of the file's is ours, and not hidden.
    if (code === undefined) throw error;
    return { ok: false, problem: `${name} can't be read: ${code}` };
  }
  // No difference where nothing was tried would be a promise to a script whose recording failed.
  if (exchanges + badLines === 0) return { ok: false, problem: `${name} has no exchange` };
  return { ok: true, differing, listed, badLines, listedBadLines };
}

async function replayOne(
  line: number,
  exchange: RecordedExchange,
  subjects: readonly Subject[],
): Promise<Difference[]> {
  const outcomes = [];
  for (const { parts, tally } of subjects) {
    const outcome = await driveExchange(parts, exchange);
    addToTally(tally, outcome);
    outcomes.push(outcome);
  }
  const [before, after] = outcomes;
  return before && after ? differences(line, before, after) : [];
}

function asText({ differing, badLines }: Replayed, subjects: readonly Subject[]): string {
  const names = ["", "against: "];
  const lines = subjects.map(({ tally }, index) => `${names[index]}${tallyText(tally)}\n`);
  if (subjects.length > 1) lines.push(differing === 0 ? "no difference\n" : `differences: ${differing}\n`);
  if (badLines > 0) lines.push(`lines that could not be read: ${badLines}\n`);
  return lines.join("");
}

function asJson(
  { differing, listed, badLines, listedBadLines }: Replayed,
  subjects: readonly Subject[],
): object {
  const [first, second] = subjects;
  return {
    config: first?.tally,
    ...(second && { against: second.tally, differing, differences: listed }),
    bad_line_count: badLines,
    bad_lines: listedBadLines,
  };
}
