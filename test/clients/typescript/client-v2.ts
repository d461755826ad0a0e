/** The driver of `@modelcontextprotocol/client`, in either era: see driver.ts. */
import { argumentsOf, type Command, drive, elicited, fetchWithHeaders, sampled } from "./driver.ts";
import { load } from "./packages.ts";

const { Client, StreamableHTTPClientTransport, ProtocolError, SdkError } = load(
  "@modelcontextprotocol/client",
);

let client = newClient("legacy");
let timeout = 20_000;

// biome-ignore lint/suspicious/noExplicitAny: the package's types are not installed where this is checked
function newClient(era: string): any {
  const made = new Client(
    { name: "matrix", version: "1.0.0" },
    {
      capabilities: { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } },
      versionNegotiation: { mode: era === "legacy" ? "legacy" : "auto" },
    },
  );
  made.setRequestHandler("elicitation/create", ({ params }: { params: { message: string } }) =>
    elicited(params.message),
  );
  made.setRequestHandler("sampling/createMessage", ({ params }: { params: unknown }) => sampled(params));
  made.onerror = () => {};
  return made;
}

async function run(command: Command): Promise<unknown> {
  switch (command.do) {
    case "connect":
      await client.close();
      timeout = command.timeoutMs ?? timeout;
      client = newClient(command.era ?? "legacy");
      await client.connect(
        new StreamableHTTPClientTransport(new URL(command.url ?? ""), { fetch: fetchWithHeaders }),
        { timeout },
      );
      return { content: client.getInstructions() };
    case "tool":
      return client.callTool({ name: command.name, arguments: argumentsOf(command) }, { timeout });
    case "prompt":
      return client.getPrompt({ name: command.name, arguments: argumentsOf(command) }, { timeout });
    case "resource":
      return client.readResource({ uri: command.uri }, { timeout });
    case "notify": {
      const message = command.large ? "z".repeat(command.large) : (command.text ?? "");
      return client.notification({
        method: "notifications/progress",
        params: { progressToken: "t", progress: 1, message },
      });
    }
    case "tools":
      return client.listTools(undefined, { timeout });
    case "close":
      return client.close();
  }
}

function describe(error: unknown): object {
  if (error instanceof ProtocolError) {
    const { code, message, data } = error as { code: number; message: string; data: unknown };
    return { outcome: "error", code, message, data };
  }
  if (error instanceof SdkError) {
    const { code, message } = error as { code: string; message: string };
    return code === "REQUEST_TIMEOUT" ? { outcome: "timeout" } : { outcome: "failed", type: code, message };
  }
  return {
    outcome: "failed",
    type: (error as Error).constructor.name,
    message: String((error as Error).message),
  };
}

await drive({ run, describe });
