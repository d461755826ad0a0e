import { appendFileSync } from "node:fs";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { demoConfig, type FakeDialect, fakePluginServer } from "./fake-plugin.ts";

/** The fake plugin as a program. Its environment says how it behaves, and where to note that it was started and what it sees. */
const { FAKE_DIALECT, FAKE_STARTS, FAKE_SERVER, FAKE_PID } = process.env;
if (FAKE_PID) appendFileSync(FAKE_PID, `${process.pid}\n`);
if (FAKE_STARTS) appendFileSync(FAKE_STARTS, `${Object.keys(process.env).sort().join(",")}\n`);

switch (FAKE_SERVER) {
  case "dead":
    process.exit(1);
    break;
  case "noise":
    process.stdout.write("this is no JSON\n");
    break;
  case "talkative":
    process.stderr.write("started with token=abc\n");
    break;
  case "wrong id":
    process.stdin.on("data", () =>
      process.stdout.write('{"jsonrpc":"2.0","id":99999,"result":{"content":[]}}\n'),
    );
    break;
  default:
}
if (FAKE_SERVER !== "silent" && FAKE_SERVER !== "wrong id") {
  const server = fakePluginServer({
    dialect: (FAKE_DIALECT ?? "invoke_hook") as FakeDialect,
    config: FAKE_SERVER === "disabled" ? { ...demoConfig, mode: "disabled" } : demoConfig,
  });
  await server.connect(new StdioServerTransport());
} else setInterval(() => {}, 1000);
if (FAKE_SERVER === "stays") setInterval(() => {}, 1000);
else process.stdin.on("end", () => process.exit(0));
