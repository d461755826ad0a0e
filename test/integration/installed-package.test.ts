/** The first ten minutes with an installed package: docs/guide/write-a-plugin.md, and `plugins new`. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { portTable } from "../../src/commands/demo/ports.ts";
import { type Cli, runCli, startCli } from "../commands/cli.ts";
import { freePort } from "./parts/adapter.ts";
import { envoyBinary } from "./parts/envoy.ts";
import { installedIn } from "./parts/installed.ts";

const page = readFileSync(new URL("../../docs/guide/write-a-plugin.md", import.meta.url), "utf8");
const block = (language: string) =>
  new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ??
  assert.fail(`no ${language} in the guide`);

test("an installed package, from an empty folder to a denied call", async (t) => {
  const cwd = installedIn(t);
  const at = { cwd, program: [process.execPath, join(cwd, "node_modules/.bin/plugins-adapter")] };
  const done = async (...args: string[]) => {
    const { code, out, err } = await runCli(t, args, at);
    assert.equal(code, 0, `${args.join(" ")}:\n${out}${err}`);
    return out;
  };
  writeFileSync(join(cwd, "package.json"), '{"type":"module"}');

  await t.test("plugins new makes what plugins test passes and serve runs", async () => {
    await done("plugins", "new", "my_plugin");
    assert.match(await done("plugins", "test", "my_plugin"), /\nall as it should be\n$/);
    const entry = { name: "mine", kind: "./my_plugin/plugin.ts", config: { words: ["nightfall"] } };
    writeFileSync(join(cwd, "mine.yaml"), JSON.stringify({ plugins: [entry], adapter: {} }));
    assert.match(await done("validate", "--config", "mine.yaml"), /\nvalid\n$/);
    const params = { name: "search", arguments: { q: "nightfall" } };
    writeFileSync(
      join(cwd, "m.json"),
      JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    );
    assert.match(await done("explain", "--config", "mine.yaml", "--file", "m.json"), /\+ +"q": "\*\*\*"/);
    const addresses = ["--listen", "unix:a.sock", "--management", "unix:m.sock"];
    const serving = startCli(t, ["serve", "--config", "mine.yaml", ...addresses], at);
    await serving.until('"serving"');
    serving.signal("SIGTERM");
    assert.equal(await serving.exited, 0);
  });

  await t.test("the profiles are in it, and start", async () => {
    const profiles = join("node_modules", "plugins-adapter", "profiles");
    for (const profile of ["starter", "strict", "observe-only", "compliance-pii", "coding-agents"])
      assert.match(
        await done("validate", "--config", join(profiles, profile, "config.yaml")),
        /\nvalid\n$/,
        profile,
      );
  });

  await t.test(
    "the guide's plugin denies the guide's call behind Envoy, as the guide shows it",
    async (part) => {
      writeFileSync(join(cwd, "my-plugin.ts"), block("ts"));
      writeFileSync(join(cwd, "config.yaml"), block("yaml"));
      const ports = new Map<string, string>();
      for (const { flag } of Object.values(portTable)) ports.set(flag, String(await freePort()));
      const [, line = ""] = /^npx plugins-adapter (demo .*)$/m.exec(page) ?? [];
      const demo: Cli = startCli(part, [...line.split(" "), ...[...ports].flat()], {
        ...at,
        env: { ENVOY_BIN: envoyBinary() },
      });
      await demo.until("Ctrl-C ends everything.");
      const { text, shown } = await curl(String(ports.get("--envoy-port")));
      assert.equal(text, shown, demo.out());
      demo.signal("SIGINT");
      assert.equal(await demo.exited, 0);
    },
  );
});

/** Does what the guide's curl line does, at another port; with what the guide says that it prints. */
async function curl(port: string): Promise<{ readonly text: string; readonly shown: string }> {
  const [, line = "", shown = ""] = /^(curl .*)\n```\n\n```json\n(.*)\n```/m.exec(page) ?? [];
  const url = /http:\S+/.exec(line)?.[0].replace(/:\d+/, `:${port}`) ?? assert.fail("no curl in the guide");
  const headers = [...line.matchAll(/ -H '([^:]+): ([^']*)'/g)].map(
    ([, name, value]) => [name, value] as [string, string],
  );
  const body = / -d '([^']*)'/.exec(line)?.[1] ?? "";
  const response = await fetch(url, { method: "POST", headers, body });
  return { text: await response.text(), shown };
}
