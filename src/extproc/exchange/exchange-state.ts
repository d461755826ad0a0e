import type { Decision, ExchangeInspection } from "../../inspection/verdict.ts";
import type { Direction, Reply } from "../wire/frames.ts";
import type { Leg } from "./leg.ts";

/** One HTTP request and its response through Envoy: the state that frames act on. */
export interface Exchange {
  readonly inspection: ExchangeInspection;
  readonly legs: Record<Direction, Leg>;
  /** True once an immediate response or an error ended the exchange: nothing may be sent after it. */
  ended: boolean;
  /** The weightiest decision that Envoy was told of, as dynamic metadata. */
  told: Decision | undefined;
  send(reply: Reply): void;
  /** Ends the stream with an error status: Envoy fails the exchange closed. */
  fail(code: number, reason: string): void;
  /** Part of the verdict under way was sent: the rest gets the time of a verdict again. */
  progressed(): void;
  /** Calls back after so many milliseconds; what is thrown there fails the exchange and nothing else. */
  timer(ms: number, callback: () => void): NodeJS.Timeout;
}
