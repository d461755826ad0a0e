/**
 * A strict reader of Prometheus's text exposition format 0.0.4, after its specification and none of our code. Throws at
 * whatever the format does not allow, at a series that comes twice, and at a histogram that does not add up.
 *
 *   prometheusText(text).get("mcpgateway_plugin_duration_seconds")?.samples
 */

export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

export type Family = { readonly type: string; readonly help: string; readonly samples: Sample[] };

export function prometheusText(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line has no line end");
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let name = "";
  let help: string | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    if (line === "") continue;
    const described = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    const typed = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/.exec(line);
    if (described) [, name = "", help = ""] = described;
    else if (typed) {
      if (typed[1] !== name || help === undefined) throw new Error(`no HELP before: ${line}`);
      if (families.has(name)) throw new Error(`a family twice: ${name}`);
      families.set(name, { type: typed[2] ?? "", help, samples: [] });
      help = undefined;
    } else {
      const sample = readSample(line);
      const family = families.get(name);
      const suffix = sample.name.slice(name.length);
      const fits = family?.type === "histogram" ? /^_(bucket|sum|count)$/.test(suffix) : suffix === "";
      if (!family || !sample.name.startsWith(name) || !fits) throw new Error(`out of place: ${line}`);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(key)) throw new Error(`a series twice: ${line}`);
      seen.add(key);
      if (family.type === "counter" && !(sample.value >= 0)) throw new Error(`below 0: ${line}`);
      family.samples.push(sample);
    }
  }
  for (const [family, { type, samples }] of families)
    if (type === "histogram") checkHistogram(family, samples);
  return families;
}

function readSample(line: string): Sample {
  const [, name = "", , inner = "", number = ""] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (NaN|[+-]Inf|[-+0-9.eE]+)$/.exec(line) ?? [];
  const value = number === "+Inf" ? Number.POSITIVE_INFINITY : Number(number);
  if (name === "" || number === "" || Number.isNaN(value)) throw new Error(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  let rest = inner;
  while (rest !== "") {
    const [whole, label = "", escaped = ""] =
      /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/.exec(rest) ?? [];
    if (whole === undefined || Object.hasOwn(labels, label)) throw new Error(`bad labels: ${line}`);
    labels[label] = escaped.replace(/\\(.)/g, (_, letter) => (letter === "n" ? "\n" : letter));
    rest = rest.slice(whole.length);
  }
  return { name, labels, value };
}

function checkHistogram(name: string, samples: readonly Sample[]): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [labels, all] of series) {
    const buckets = all.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels: { le } }) =>
      le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le),
    );
    const counts = buckets.map(({ value }) => value);
    const ascends = (numbers: readonly number[], strictly: boolean) =>
      numbers.every(
        (each, index) =>
          index === 0 || each > numbers[index - 1]! || (!strictly && each === numbers[index - 1]),
      );
    const count = all.filter((sample) => sample.name === `${name}_count`);
    const sums = all.filter((sample) => sample.name === `${name}_sum`);
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY || !ascends(bounds, true) || !ascends(counts, false))
      throw new Error(`bad buckets: ${name}${labels}`);
    if (count.length !== 1 || sums.length !== 1 || count[0]?.value !== counts.at(-1))
      throw new Error(`does not add up: ${name}${labels}`);
  }
}
