import { createHmac, randomUUID } from "node:crypto";
import { type HttpService, ServiceError } from "plugins-adapter/framework";
import type { Webhook } from "./config.ts";

/** How much may wait for a webhook, and how it is waited. */
export interface DeliveryOptions {
  readonly webhook: Webhook;
  readonly http: HttpService;
  readonly maxQueue: number;
  readonly maxBytes: number;
  readonly maxConcurrent: number;
  /** Deliveries fail, with a code, or go through again: told once each. */
  readonly onOutage: (code: string | undefined) => void;
  readonly after?: (ms: number, callback: () => void) => () => void;
}

/** Sends notifications to one webhook, behind the messages that they tell of. Nothing here throws or waits. */
export interface Delivery {
  add(body: string): void;
  readonly counts: Readonly<Record<"sent" | "retried" | "failed" | "dropped", number>>;
  /** The code of the last failure, until something was delivered again. */
  readonly failure: string | undefined;
  /** Sends what waits, without pauses, within this time; what is left then is dropped. */
  close(limitMs: number): Promise<void>;
}

interface Notification {
  readonly id: string;
  readonly body: string;
}

/** Failures that another attempt can mend; other refusals stay what they are. */
const passing = new Set([408, 425, 429]);

export function createDelivery(options: DeliveryOptions): Delivery {
  const { webhook, http, maxQueue, maxBytes, maxConcurrent, onOutage, after = timer } = options;
  const counts = { sent: 0, retried: 0, failed: 0, dropped: 0 };
  const queue: Notification[] = [];
  const pauses = new Set<() => void>();
  const stop = new AbortController();
  let characters = 0;
  let active = 0;
  let closed = false;
  let failure: string | undefined;
  let idle = () => {};

  function pump(): void {
    while (active < maxConcurrent && queue.length > 0) {
      const next = queue.shift() as Notification;
      characters -= next.body.length;
      active++;
      void deliver(next).finally(() => {
        active--;
        pump();
        if (active === 0) idle();
      });
    }
  }

  async function deliver(notification: Notification): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const answer = await post(notification);
      if (answer === undefined) {
        counts.sent++;
        if (failure !== undefined) onOutage(undefined);
        failure = undefined;
        return;
      }
      if (stop.signal.aborted) {
        counts.dropped++;
        return;
      }
      if (!answer.again || attempt >= webhook.retry_attempts) {
        counts.failed++;
        if (failure === undefined) onOutage(answer.code);
        failure = answer.code;
        return;
      }
      counts.retried++;
      await pause(webhook.retry_delay * 2 ** attempt);
    }
  }

  /** Undefined: delivered. */
  async function post({ id, body }: Notification): Promise<{ code: string; again: boolean } | undefined> {
    try {
      const { status } = await http.fetch(webhook.url, {
        method: "POST",
        headers: { ...headersOf(webhook, body), "x-webhook-id": id },
        body,
        timeoutMs: webhook.timeout * 1000,
        signal: stop.signal,
      });
      if (status >= 200 && status < 300) return undefined;
      return { code: `HTTP ${status}`, again: status >= 500 || passing.has(status) };
    } catch (error) {
      const code = error instanceof ServiceError ? error.code : "error";
      return { code, again: code !== "refused" && code !== "invalid" };
    }
  }

  function pause(ms: number): Promise<void> {
    if (closed) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        pauses.delete(wake);
        resolve();
      };
      const cancel = after(ms, wake);
      pauses.add(wake);
    });
  }

  return {
    counts,
    get failure() {
      return failure;
    },
    add(body) {
      if (closed || queue.length >= maxQueue || characters + body.length > maxBytes) {
        counts.dropped++;
        return;
      }
      queue.push({ id: randomUUID(), body });
      characters += body.length;
      pump();
    },
    async close(limitMs) {
      closed = true;
      const done = new Promise<void>((resolve) => {
        idle = resolve;
      });
      for (const wake of [...pauses]) wake();
      if (active === 0) return;
      const cancel = after(limitMs, () => {
        counts.dropped += queue.length;
        queue.length = 0;
        stop.abort();
      });
      await done;
      cancel();
    },
  };
}

function headersOf({ authentication }: Webhook, body: string): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": "plugins-adapter-webhook",
  };
  const { type, token, api_key, api_key_header, hmac_secret, hmac_algorithm, hmac_header } = authentication;
  switch (type) {
    case "none":
      break;
    case "bearer":
      headers["authorization"] = `Bearer ${token}`;
      break;
    case "api_key":
      headers[api_key_header.toLowerCase()] = api_key as string;
      break;
    case "hmac": {
      const signature = createHmac(hmac_algorithm, hmac_secret as string)
        .update(body)
        .digest("hex");
      headers[hmac_header.toLowerCase()] = `${hmac_algorithm}=${signature}`;
      break;
    }
  }
  return headers;
}

function timer(ms: number, callback: () => void): () => void {
  const handle = setTimeout(callback, ms);
  return () => clearTimeout(handle);
}
