/** The aims of the project, as ratios and differences within one run, repetition by repetition. They are told, not enforced. */
import { cpuOf, spread } from "./figures.ts";
import type { Cell } from "./matrix.ts";
import type { Run } from "./measure.ts";
import type { Aim } from "./report.ts";
import type { SubjectName } from "./subjects.ts";

type Values = (subject: SubjectName) => readonly (number | undefined)[];
type BoundOf = (subject: SubjectName) => Aim["bound"];

/** Each for every variant of the adapter. */
export function aimsOf(runs: readonly Run[], variants: readonly SubjectName[]): readonly Aim[] {
  const repetitions = [...new Set(runs.map(({ repetition }) => repetition))];
  const run = (cell: Cell, repetition: number) =>
    runs.find(
      (each) =>
        each.repetition === repetition &&
        each.case === cell.case &&
        each.subject === cell.subject &&
        each.plugins === cell.plugins,
    );
  /** One value a repetition from two cells that were measured in it. */
  const pairs = (one: Cell, other: Cell, value: (run: Run) => number | undefined, join: Join) =>
    repetitions.map((repetition) => {
      const [left, right] = [run(one, repetition), run(other, repetition)].map(
        (found) => found && value(found),
      );
      return left === undefined || right === undefined ? undefined : join(left, right);
    });
  const small = "json-0.5k";
  const rows: readonly (readonly [string, string, Aim["bound"] | BoundOf, Values])[] = [
    [
      "CPU of the adapter with one trivial plugin, of the Python stack's, saturated",
      "x",
      atMost(1 / 7),
      (subject) =>
        pairs(
          { case: small, subject, plugins: "1" },
          { case: small, subject: "python", plugins: "1" },
          saturatedCpu,
          ratio,
        ),
    ],
    [
      "CPU of the adapter with one trivial plugin, of the Go no-op's, saturated",
      "x",
      (subject) => atMost(subject === "lean" ? 1 : 2),
      (subject) =>
        pairs(
          { case: small, subject, plugins: "1" },
          { case: small, subject: "go", plugins: "0" },
          saturatedCpu,
          ratio,
        ),
    ],
    [
      "CPU that the documented five add on a call of 0.5 KB, saturated",
      "µs",
      atMost(60),
      (subject) =>
        pairs(
          { case: small, subject, plugins: "5" },
          { case: small, subject, plugins: "0" },
          saturatedCpu,
          difference,
        ),
    ],
    [
      "speed at which PII and secrets scan a clean result of 256 KB",
      "MB/s",
      { kind: "at least", value: 30 },
      (subject) =>
        pairs(
          { case: "json-256k", subject, plugins: "scan" },
          { case: "json-256k", subject, plugins: "0" },
          saturatedCpu,
          (scan, none) => (256 * 1024) / (scan - none),
        ),
    ],
    [
      "time by which an event on a GET stream is later than through Envoy alone, p50",
      "ms",
      atMost(1),
      (subject) =>
        pairs(
          { case: "get-stream", subject, plugins: "5" },
          { case: "get-stream", subject: "alone", plugins: "0" },
          ({ atRate }) => atRate.latency.p50 / 1000,
          difference,
        ),
    ],
  ];
  return rows.flatMap(([aim, unit, bounds, values]) =>
    variants.flatMap((subject) => {
      const found = spread(values(subject));
      const bound = typeof bounds === "function" ? bounds(subject) : bounds;
      const title = `${aim} (${subject})`;
      return found === undefined ? [] : [{ aim: title, unit, bound, found, met: keeps(found.median, bound) }];
    }),
  );
}

type Join = (one: number, other: number) => number;
const ratio: Join = (one, other) => one / other;
const difference: Join = (one, other) => one - other;

const saturatedCpu = ({ saturated }: Run) => saturated && cpuOf(saturated, "adapter");

function atMost(value: number): Aim["bound"] {
  return { kind: "at most", value };
}

function keeps(value: number, { kind, value: bound }: Aim["bound"]): boolean {
  return kind === "at most" ? value <= bound : value >= bound;
}
