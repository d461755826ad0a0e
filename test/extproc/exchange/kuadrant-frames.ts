/** The ext_proc frames that were recorded before (A) and behind (B) Kuadrant's router. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { encodeRequest } from "../wire/requests.ts";

const folder = new URL("../../../../shared/traces/kuadrant/", import.meta.url);

/** The recordings are beside the checkout, not part of it. */
export const recorded = existsSync(folder);

/** One line of a recording. END: Envoy half-closed; CANCELLED: it reset the stream. */
export interface RecordedFrame {
  readonly label: "A" | "B";
  readonly stream: number;
  readonly k: "request_headers" | "request_body" | "response_headers" | "response_body" | "END" | "CANCELLED";
  readonly eos?: boolean;
  readonly h?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly pc?: Readonly<Record<string, number>>;
  readonly md?: Readonly<Record<string, unknown>>;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

/** The frames of each stream, by its name (`A 12`). */
export function recordedStreams(): Map<string, RecordedFrame[]> {
  const streams = new Map<string, RecordedFrame[]>();
  for (const file of ["tapA.jsonl.gz", "tapB.jsonl.gz"]) {
    const lines = gunzipSync(readFileSync(new URL(file, folder)))
      .toString()
      .split("\n");
    for (const line of lines.filter((text) => text !== "")) {
      const frame = JSON.parse(line) as RecordedFrame;
      const name = `${frame.label} ${frame.stream}`;
      streams.set(name, [...(streams.get(name) ?? []), frame]);
    }
  }
  return streams;
}

/** A recorded frame as Envoy sent it. */
export function recordedBytes(frame: RecordedFrame): Uint8Array {
  const { k, eos = false, h, body, pc, md, attrs } = frame;
  const part = h
    ? { headers: { headers: Object.entries(h).map(headerOf) }, end_of_stream: eos }
    : { body: Buffer.from(body ?? ""), end_of_stream: eos };
  return encodeRequest({
    [k]: part,
    ...(pc && { protocol_config: pc }),
    ...(md && Object.keys(md).length > 0 && { metadata_context: md }),
    ...(attrs && { attributes: attrs }),
  });
}

function headerOf([key, value]: readonly [string, string]) {
  return { key, raw_value: Buffer.from(value) };
}
