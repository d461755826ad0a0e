import {
  durationBuckets,
  fineDurationBuckets,
  labelTable,
  metricTable,
} from "../../src/telemetry/metric-table.ts";
import type { GeneratedFile } from "./generated-file.ts";

/** The metrics of `/metrics` and their labels, from the table that they are made from. */
export function metricsReference(): GeneratedFile[] {
  const metrics = Object.values(metricTable).map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(", ")} | ${help} |`,
  );
  const labels = Object.entries(labelTable).map(([label, values]) => `| \`${label}\` | ${values} |`);
  const text = `# Metrics

\`GET /metrics\` on the [management address](management.md), in Prometheus's text format. \`mcpgateway_\` metrics have the names
and labels of ContextForge's documentation, so that dashboards made for it work; the others are the adapter's own.

| Metric | Type | Labels | Meaning |
|---|---|---|---|
${metrics.join("\n")}

The number of series is bounded: no label holds text from traffic.

| Label | Values |
|---|---|
${labels.join("\n")}

Counters are never reset while the process runs, and go on over reloads of the configuration. What was counted of a plugin
ends with the first configuration that lacks it.

\`make bench-observing\` measures what they cost: counting a run of a plugin takes some hundredths of a microsecond of CPU.

Upper bounds of the buckets in seconds: \`${metricTable.duration.name}\` ${durationBuckets.join(", ")};
\`${metricTable.fineDuration.name}\` ${fineDurationBuckets.join(", ")}.

<!-- Made by \`make generate\` from src/telemetry/metric-table.ts. -->
`;
  return [{ path: "docs/reference/metrics.md", text }];
}
