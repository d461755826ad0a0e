/** The no-op ext_proc server in Go: each message is answered with the empty response of its kind. */
import { madeForBench, type Peer, startPeer, versionsFrom } from "./peer.ts";

/** Started when it listens. Throws when `scripts/setup.sh bench` has not built it. */
export function startGoNoop(): Promise<Peer> {
  const file = madeForBench("go-noop/go-noop");
  return startPeer({ name: "Go no-op", file, args: [], versions: versionsFrom(file, ["-versions"]) });
}
