/** What the server for Envoy serves, on each transport: ext_proc, health and reflection. */

import { type Call, type CallListener, type LiveStream, serveCall } from "./grpc-stream.ts";
import { createHealth } from "./health.ts";
import { createLiveSet, type LiveSet } from "./live-set.ts";
import { createReflection } from "./reflection.ts";
import type { StreamAcceptor } from "./transport.ts";

const serviceName = "envoy.service.ext_proc.v3.ExternalProcessor";

export interface Services {
  /** Who serves a call, by the path of its method. */
  readonly methods: ReadonlyMap<string, (call: Call) => CallListener>;
  /** The exchanges that are under way. */
  readonly live: LiveSet<LiveStream>;
  setServing(serving: boolean): void;
  /** Ends the streams that would keep their connections open for ever. */
  end(): void;
}

/** `ExternalProcessor/Process` through `accept`; health is NOT_SERVING until told otherwise. */
export function createServices(accept: StreamAcceptor, onFault: (error: unknown) => void): Services {
  const live = createLiveSet<LiveStream>();
  const others = createLiveSet<LiveStream>();
  const health = createHealth(["", serviceName]);
  const methods = new Map([
    [`/${serviceName}/Process`, (call: Call) => serveCall(call, accept, live, onFault)],
  ]);
  for (const [path, acceptOther] of [...health.methods, ...createReflection()]) {
    methods.set(path, (call) => serveCall(call, acceptOther, others, onFault));
  }
  return { methods, live, setServing: health.setServing, end: health.end };
}
