/** The ports of the demo, how they are called, and whether they can be had. */
import net from "node:net";

export type DemoPorts = {
  readonly envoy: number;
  readonly admin: number;
  readonly server: number;
  readonly adapter: number;
  readonly management: number;
};

export type PortName = keyof DemoPorts;

/** Flag, default, and whose port it is. */
export const portTable: Readonly<
  Record<PortName, { readonly flag: string; readonly port: number; readonly of: string }>
> = {
  envoy: { flag: "--envoy-port", port: 10000, of: "Envoy" },
  admin: { flag: "--admin-port", port: 9901, of: "Envoy's admin interface" },
  server: { flag: "--server-port", port: 9001, of: "the sample MCP server" },
  adapter: { flag: "--adapter-port", port: 50052, of: "the adapter" },
  management: { flag: "--management-port", port: 9902, of: "the adapter's management interface" },
};

const portNames = Object.keys(portTable) as PortName[];

export function demoPorts(given: Partial<DemoPorts> = {}): DemoPorts {
  const ports = {} as Record<PortName, number>;
  for (const name of portNames) ports[name] = given[name] ?? portTable[name].port;
  return ports;
}

/** One sentence about the first port that is taken or asked for twice; undefined when all are free. */
export async function portConflict(ports: DemoPorts): Promise<string | undefined> {
  const taken = new Map<number, PortName>();
  for (const name of portNames) {
    const { flag, of } = portTable[name];
    const twin = taken.get(ports[name]);
    if (twin !== undefined)
      return `Port ${ports[name]} is given to ${portTable[twin].of} and to ${of}; choose another with ${flag}.`;
    taken.set(ports[name], name);
    const problem = await tryPort(ports[name]);
    if (problem === "EADDRINUSE")
      return `Port ${ports[name]}, wanted for ${of}, is in use; choose another with ${flag}.`;
    if (problem !== undefined)
      return `Port ${ports[name]}, wanted for ${of}, can't be opened (${problem}); choose another with ${flag}.`;
  }
  return undefined;
}

/** The error code of listening there, undefined when it works. */
function tryPort(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}
