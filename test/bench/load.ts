/** Bounded load: so many requests, in a closed loop or at a fixed rate, over kept connections. */
import http from "node:http";
import { mcpHeaders } from "../integration/parts/client.ts";
import type { BenchCase } from "./cases.ts";

export type LoadResult = {
  readonly requests: number;
  /** Anything but a 200 with exactly the expected body. */
  readonly errors: number;
  /** Milliseconds from sending a request to the end of its response, one for each request without error. */
  readonly latencies: readonly number[];
  readonly seconds: number;
};

export type Load =
  | { readonly kind: "closed loop"; readonly requests: number; readonly connections: number }
  | { readonly kind: "fixed rate"; readonly requests: number; readonly perSecond: number };

export async function runLoad(port: number, target: BenchCase, load: Load): Promise<LoadResult> {
  const expected = target.pieces.join("");
  const agent = new http.Agent({
    keepAlive: true,
    maxSockets: load.kind === "closed loop" ? load.connections : 512,
  });
  const latencies: number[] = [];
  let errors = 0;
  const one = async () => {
    const start = performance.now();
    const body = await post(port, target.path, target.request, agent).catch(() => undefined);
    if (body?.status === 200 && body.text === expected) latencies.push(performance.now() - start);
    else errors++;
  };
  const start = performance.now();
  if (load.kind === "closed loop") {
    let left = load.requests;
    const worker = async () => {
      while (left-- > 0) await one();
    };
    await Promise.all(Array.from({ length: load.connections }, worker));
  } else {
    await atRate(load.requests, load.perSecond, one);
  }
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return { requests: load.requests, errors, latencies, seconds };
}

/** One POST; resolves to status and body text. */
export function post(
  port: number,
  path: string,
  body: Uint8Array,
  agent?: http.Agent,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: "127.0.0.1",
        port,
        path,
        method: "POST",
        timeout: 30_000,
        headers: { ...mcpHeaders, "content-length": String(body.length) },
        ...(agent !== undefined && { agent }),
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
        response.once("error", reject);
      },
    );
    request.once("error", reject).once("timeout", () => request.destroy(new Error("no answer in 30 s")));
    request.end(body);
  });
}

/** Starts a request each `1/perSecond`, however long the others take; a late timer catches up. */
function atRate(requests: number, perSecond: number, one: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const running: Promise<void>[] = [];
    const start = performance.now();
    const tick = () => {
      const due = Math.min(requests, Math.floor(((performance.now() - start) / 1000) * perSecond) + 1);
      while (running.length < due) running.push(one());
      if (running.length < requests) setTimeout(tick, 1);
      else void Promise.all(running).then(() => resolve());
    };
    tick();
  });
}
