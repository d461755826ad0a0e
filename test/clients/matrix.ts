/** Runs the matrix: servers, Envoy and adapter one after the other, and each client through all forms in front of them. */
import { startAdapter } from "../integration/parts/adapter.ts";
import { startTestEnvoy } from "../integration/parts/envoy.ts";
import { type Cell, patienceFor, runCase } from "./case.ts";
import { type DriverProcess, startDriver } from "./driver-process.ts";
import { expected } from "./expectations.ts";
import type { Setting } from "./form.ts";
import { type Place, places } from "./places.ts";
import { type ClientProgram, clients, type ServerProgram, servers } from "./programs.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

export type Row = Cell & Place & { readonly expected: string };

const settings: Readonly<Record<Setting, string>> = {
  errors: "",
  results: "denial: { tool_errors: result }, ",
  statuses: "denial: { http_status: by_violation }, ",
  handshake: "",
};

/** The machine may be busy. */
const messageTimeoutMs = 60_000;

const config = (setting: Setting) => `
plugin_dirs: [test/clients]
plugins:
  - { name: guard, kind: "./guard.ts", config: { handshake: ${setting === "handshake"} } }
adapter: { ${settings[setting]}limits: { message_timeout_ms: ${messageTimeoutMs}, message_budget_ms: ${messageTimeoutMs / 2}, request_body_bytes: 65536, response_body_bytes: 524288, event_bytes: 262144 } }
`;

export type MatrixOptions = {
  /** Chooses the cells. */
  readonly wanted: (place: Place) => boolean;
  readonly onRow: (row: Row) => void;
  /** A client's limit for one call, in milliseconds. */
  readonly callMs: number;
};

/** Runs the servers beside each other. Rejects where something could not be started, with its log. */
export async function runMatrix(options: MatrixOptions): Promise<void> {
  const ended = await Promise.allSettled(servers.map((server) => runServer(server, options)));
  for (const end of ended) if (end.status === "rejected") throw end.reason;
}

async function runServer(server: ServerProgram, options: MatrixOptions): Promise<void> {
  const wanted = places.filter((place) => place.server === server && options.wanted(place));
  if (wanted.length === 0) return;
  const running = await startServer(server.command);
  try {
    for (const setting of Object.keys(settings) as Setting[]) {
      if (!wanted.some(({ form }) => form.setting === setting)) continue;
      const adapter = await startAdapter({ config: config(setting) });
      try {
        const upstream = { host: "127.0.0.1", port: running.port };
        const envoy = await startTestEnvoy({ adapter: adapter.address, upstream, messageTimeoutMs });
        try {
          for (const client of clients) {
            const own = wanted.filter((place) => place.client === client && place.form.setting === setting);
            await runClient(client, own, { server, running, port: envoy.port }, options).catch(
              async (error: unknown) => {
                const last = JSON.stringify((await envoy.accessLog()).at(-1));
                throw new Error(
                  `Envoy's last exchange: ${last}\nThe adapter:\n${adapter.output().slice(-2000)}`,
                  {
                    cause: error,
                  },
                );
              },
            );
          }
        } finally {
          await envoy.close();
        }
      } finally {
        await adapter.close();
      }
    }
  } finally {
    await running.close();
  }
}

type Upstream = {
  readonly server: ServerProgram;
  readonly running: ServerProcess;
  /** Envoy's. */
  readonly port: number;
};

async function runClient(
  client: ClientProgram,
  own: readonly Place[],
  { server, running, port }: Upstream,
  { onRow, callMs }: MatrixOptions,
): Promise<void> {
  let driver: DriverProcess | undefined;
  try {
    for (const { form } of own) {
      if (driver === undefined || driver.over()) driver = startDriver(client.command);
      const summary = expected(form, client, server);
      const origin = `http://127.0.0.1:${port}`;
      const ran = await runCase(form, client.era, driver, running, origin, patienceFor(summary, callMs));
      onRow({ ...ran, form, client, server, expected: summary });
    }
  } finally {
    await driver?.close();
  }
}
