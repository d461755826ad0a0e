import type { DecisionSettings } from "../../settings/management.ts";
import { json } from "../reply.ts";
import type { Route } from "../routes.ts";
import type { DecisionHistory } from "./history.ts";
import { type DecisionQuery, readQuery } from "./query.ts";
import type { DecisionRecord } from "./record.ts";
import type { DecisionStreams } from "./streams.ts";

/** What the routes show; settings are asked at every request. */
export interface DecisionsView {
  readonly history: DecisionHistory;
  readonly streams: DecisionStreams;
  settings(): DecisionSettings;
}

/** `GET /decisions`: the latest decisions as a list, or with `Accept: text/event-stream` or `?stream` as they come. */
export function decisionRoutes({ history, streams, settings }: DecisionsView): Route[] {
  return [
    {
      method: "GET",
      path: "/decisions",
      guarded: true,
      answer({ query, headers }) {
        const { kept, streams: mostStreams, heartbeat_seconds } = settings();
        if (kept === 0) return json(404, { error: "decisions are not kept" });
        const wanted = readQuery(query);
        if (typeof wanted === "string") return json(400, { error: wanted });
        if (!query.has("stream") && !asksForEvents(headers.accept))
          return json(200, { decisions: latest(history, wanted), forgotten: history.first - 1 });
        if (streams.count >= mostStreams) return json(503, { error: "too many streams are open" });
        const lastId = headers["last-event-id"];
        const request = {
          query: wanted,
          lastId: typeof lastId === "string" ? lastId : undefined,
          heartbeatSeconds: heartbeat_seconds,
        };
        return {
          status: 200,
          contentType: "text/event-stream",
          body: "",
          stream: (sink) => streams.open(request, sink),
        };
      },
    },
  ];
}

/** In the order of time. */
function latest(history: DecisionHistory, { fits, since, limit }: DecisionQuery): DecisionRecord[] {
  const found: DecisionRecord[] = [];
  for (let number = history.next - 1; number >= history.first && found.length < limit; number--) {
    const record = history.at(number);
    if (record === undefined || (since !== undefined && Date.parse(record.time) < since)) break;
    if (fits(record)) found.push(record);
  }
  return found.reverse();
}

function asksForEvents(accept: string | undefined): boolean {
  return (accept ?? "").split(",").some((type) => type.split(";", 1)[0]?.trim() === "text/event-stream");
}
