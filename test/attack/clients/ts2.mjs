/** As ts1.ts, on version 2 of the SDK: `node ts2.mjs <folder with node_modules>`. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(join(process.argv[2], "package.json"));
const { Client, StreamableHTTPClientTransport } = require("@modelcontextprotocol/client");

for await (const line of createInterface({ input: process.stdin })) {
  const [url, wait] = line.split(" ");
  const timeout = Number(wait);
  const client = new Client({ name: "attack", version: "1.0.0" });
  const heard = [];
  client.onerror = (error) => heard.push(String(error));
  let outcome;
  try {
    const reconnectionOptions = {
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
      maxRetries: 0,
    };
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { reconnectionOptions }));
    outcome = { result: await client.callTool({ name: "echo", arguments: { text: "hi" } }, { timeout }) };
  } catch (error) {
    outcome = { error: `${String(error)} ${JSON.stringify(error?.data) ?? ""}`, heard };
  }
  await client.close().catch(() => {});
  try {
    console.log(JSON.stringify(outcome));
  } catch {
    // Nested too deep to be written.
    console.log(JSON.stringify({ result: { content: outcome.result?.content } }));
  }
}
