/** What loading each part of `serve` takes, in a fresh process that loads one after the other. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export type ImportCost = { readonly name: string; readonly ms: number; readonly mebibytes: number };

const dist = new URL("../../../dist/", import.meta.url).href;
/** From the bottom up: what a part needs of those before it is paid for already. */
const parts: readonly (readonly [name: string, specifier: string])[] = [
  ["node:http", "node:http"],
  ["zod", "zod"],
  ["yaml", "yaml"],
  ["re2js", "re2js"],
  ["pino", "pino"],
  ["prom-client", "prom-client"],
  ["@grpc/grpc-js", "@grpc/grpc-js"],
  ["the framework", `${dist}src/framework/index.js`],
  ["built-in plugins", `${dist}plugins/builtin.js`],
  ["everything else of serve", `${dist}src/commands/serve/serve.js`],
  ["not in serve: @grpc/reflection", "@grpc/reflection"],
  ["not in serve: @redis/client", "@redis/client"],
  ["not in serve: MCP SDK's client", "@modelcontextprotocol/sdk/client/index.js"],
];

const script = `
import { readFileSync } from "node:fs";
const rss = () => Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "latin1"))[1]) / 1024;
const costs = [["Node alone", performance.now(), rss()]];
for (const [name, specifier] of ${JSON.stringify(parts)}) {
  const [ms, mebibytes] = [performance.now(), rss()];
  await import(specifier);
  costs.push([name, performance.now() - ms, rss() - mebibytes]);
}
console.log(JSON.stringify(costs));
`;

export async function importCosts(runs: number): Promise<readonly ImportCost[]> {
  const all = Array.from({ length: runs }, () => {
    const text = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("../../../", import.meta.url)),
      encoding: "utf8",
    });
    return JSON.parse(text) as [string, number, number][];
  });
  return (all[0] ?? []).map(([name], part) => {
    const median = (column: 1 | 2) =>
      all.map((each) => each[part]?.[column] ?? Number.NaN).sort((one, other) => one - other)[runs >> 1] ?? 0;
    return { name, ms: median(1), mebibytes: median(2) };
  });
}
