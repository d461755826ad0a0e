import { printable } from "../explain/readable.ts";
import type { Difference, LegEnd } from "./compare.ts";
import type { Tally } from "./tally.ts";

/** `line 3: response tools/call echo: allowed -> denied (SECRET by Words)` */
export function differenceText({ line, leg, method, name, kind, before, after }: Difference): string {
  const what = [leg, method, name].filter((word) => word !== undefined).join(" ");
  const how = kind === "verdict" ? "" : `, another ${kind === "text" ? "text" : "set of headers"}`;
  return printable(`line ${line}: ${what}: ${endText(before)} -> ${endText(after)}${how}`);
}

function endText({ action, plugin, code }: LegEnd): string {
  const detail = [code, plugin && `by ${plugin}`]
    .filter((word) => word !== undefined && word !== "")
    .join(" ");
  return detail === "" ? action : `${action} (${detail})`;
}

/** Counts of one configuration, as lines. */
export function tallyText(tally: Tally): string {
  const legs = (["request", "response"] as const).map((leg) => {
    const { allowed, modified, denied } = tally[leg];
    return `  ${leg.padEnd(9)} ${allowed} allowed, ${modified} modified, ${denied} denied`;
  });
  const codes = Object.entries(tally.codes).map(([code, count]) => `  denied ${printable(code)}: ${count}`);
  const plugins = Object.entries(tally.plugins).map(
    ([name, { runs, edits, denials, recorded, failures, cancelled }]) =>
      `  plugin ${printable(name)}: ${runs} runs, ${edits} edits, ${denials} denials, ${recorded} recorded only, ${failures} failures${cancelled > 0 ? `, ${cancelled} cut off` : ""}`,
  );
  const faults = tally.faults > 0 ? [`  failed inside the adapter: ${tally.faults}`] : [];
  return [`${tally.exchanges} exchanges`, ...legs, ...codes, ...plugins, ...faults].join("\n");
}
