/**
 * What server and client receive through Envoy with the adapter is, header by header and byte by byte, what they receive
 * through Envoy alone, as long as no plugin acts.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { exchange, type Finished, type NoResponse } from "../parts/client.ts";
import {
  type Answer,
  type Pairs,
  type Received,
  startUpstream,
  status,
  type Upstream,
} from "../parts/upstream.ts";
import { type Exchange, exchanges } from "./exchanges.ts";
import { alone, type OpenWay, openWay, type Way, ways } from "./ways.ts";

/** Tests each way with an adapter whose name begins so, over HTTP/1.1 and HTTP/2. */
export function testWays(start: string): void {
  for (const way of ways) if (way.name.startsWith(start)) testWay(way);
}

function testWay(way: Way): void {
  describe(way.name, () => {
    const answers = new Map<string, Answer>();
    let upstream: Upstream;
    let plain: OpenWay;
    let inspected: OpenWay;
    before(async () => {
      upstream = await startUpstream({
        answer: (request, reply) =>
          (answers.get(request.header("x-case") ?? "") ?? status(418))(request, reply),
      });
      plain = await openWay(alone, upstream.port);
      inspected = await openWay(way, upstream.port);
    });
    after(async () => {
      await inspected.close();
      await plain.close();
      await upstream.close();
    });

    for (const protocol of ["http1", "http2"] as const)
      for (const [index, one] of exchanges.entries()) {
        it(`${protocol}, ${one.name}`, async () => {
          const key = `${protocol}-${index}`;
          answers.set(key, one.answer);
          const expected = await through(plain.port, one, protocol, key);
          const actual = await through(inspected.port, one, protocol, key);
          assert.deepEqual(actual.server, expected.server);
          assert.deepEqual(
            clientSaw(actual.outcome, way.chunked ? framing : []),
            clientSaw(expected.outcome, way.chunked ? framing : []),
          );
        });
      }

    const through = async (port: number, one: Exchange, protocol: "http1" | "http2", key: string) => {
      const before = upstream.received.length;
      const outcome = await exchange(port, {
        ...one.request,
        protocol,
        headers: { ...one.request.headers, "x-case": key },
      });
      return { outcome, server: upstream.received.slice(before).map(serverSaw) };
    };
  });
}

/** Set by Envoy anew for each exchange. */
const envoys: ReadonlySet<string> = new Set(["date", "x-envoy-upstream-service-time", "x-request-id"]);

const framing = ["content-length", "transfer-encoding"];

function clientSaw(outcome: Finished | NoResponse, without: readonly string[]): unknown {
  if (outcome.status === undefined) return outcome;
  const { headers, body, trailers, ended } = outcome;
  const kept = headers.filter(([name]) => !without.includes(name.toLowerCase()));
  return { status: outcome.status, ended, headers: sorted(kept), body: body.toString("latin1"), trailers };
}

function serverSaw({ method, path, headers, body, trailers, state }: Received): unknown {
  return { method, path, state, headers: sorted(headers), body: body.toString("latin1"), trailers };
}

function sorted(headers: Pairs): readonly string[] {
  return headers
    .filter(([name]) => !envoys.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value.replace(/^127\.0\.0\.1:\d+$/, "the listener")}`)
    .sort();
}
