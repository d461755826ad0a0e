import { broken } from "./broken.ts";
import { eventStreams } from "./event-streams.ts";
import { jsonResponses } from "./json-responses.ts";
import { liveStreams } from "./live-streams.ts";
import { modePairs } from "./mode-pairs.ts";
import { refused } from "./refusals.ts";
import { requests } from "./requests.ts";
import { runTables } from "./run.ts";
import { statuses } from "./statuses.ts";
import { trailing } from "./trailers.ts";

const tables = {
  requests,
  refused,
  "JSON responses": jsonResponses,
  "event streams": eventStreams,
  "live streams": liveStreams,
  statuses,
  trailers: trailing,
  broken,
};

for (const mode of modePairs) runTables(mode, tables);
