/** What a peer may do to us without working with us. */

import { fail } from "./errors.ts";

export type Limits = Readonly<typeof defaultLimits>;
export const defaultLimits = {
  /** What a peer may spend at once on frames that come for nothing, and what it gets again each second. */
  budget: { burst: 10_000, perSecond: 2500 },
  /** Of one request, encoded. */
  headerBlockBytes: 65_536,
  /** Decoded, as of RFC 9113, section 6.5.2; more fail the request alone. */
  headerListBytes: 32_768,
  /** Time for the preface with the first SETTINGS, and for a header block. Milliseconds. */
  handshakeMs: 10_000,
  /** Bytes that a peer leaves unread before it is cut off; data stops at half of it. */
  unreadBytes: 2 << 20,
  connections: 10_000,
};

/** Prices beside those of the frames' types. */
export const price = {
  /** DATA without bytes that ends nothing (CVE-2019-9518). */
  emptyData: 100,
  /** An entry of SETTINGS: each can be work for all streams. */
  setting: 20,
  /** A frame for a stream that is over. */
  stray: 10,
  /** A stream reset by the peer (CVE-2023-44487), but not when it has an answer, as Envoy does; or by us (CVE-2025-8671). */
  wasted: 5,
  /** Earned: by each DATA frame of ours, for which two WINDOW_UPDATEs and a PING may come, and by each stream with an answer. */
  useful: -50,
};

/** Takes a price from what is left to a connection; where that is not enough, ends it with ENHANCE_YOUR_CALM. */
export type Spend = (price: number) => void;

export function createBudget({ burst, perSecond }: Limits["budget"]): Spend {
  let left = burst;
  let since = performance.now();
  return (price) => {
    if (left < price) {
      const now = performance.now();
      left = Math.min(burst, left + ((now - since) * perSecond) / 1000);
      since = now;
    }
    if (left < price) fail("enhanceYourCalm");
    left = Math.min(burst, left - price);
  };
}
