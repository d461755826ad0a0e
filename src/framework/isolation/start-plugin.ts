import type { Clock } from "../clock.ts";
import type { IsolatedConfig } from "./config.ts";
import { type PluginProcess, startPluginProcess } from "./plugin-process.ts";
import {
  type PluginOrder,
  type RemoteError,
  type Reply,
  readStarted,
  type Stage,
  type Started,
} from "./protocol.ts";

/** As those of the process; `started` comes first, or `end`. */
export interface StartEvents {
  started(answer: Started): void;
  reply(reply: Reply): void;
  log: Parameters<typeof startPluginProcess>[2]["log"];
  end(error: RemoteError): void;
}

/** Starts a process and tells it which plugin to run. Its first reply must come within `start_timeout_ms`. */
export function startPlugin(
  config: Pick<IsolatedConfig, "limits" | "environment" | "allow">,
  order: PluginOrder,
  stage: Stage,
  clock: Clock,
  events: StartEvents,
): PluginProcess {
  const { start_timeout_ms, max_message_bytes } = config.limits;
  let waiting = true;
  let cancelTimer = () => {};
  const launched = startPluginProcess(config, clock, {
    log: events.log,
    reply(reply) {
      if (!waiting) return events.reply(reply);
      waiting = false;
      cancelTimer();
      const answer = reply.ok ? readStarted(reply.value) : undefined;
      if (reply.id !== 0 || (reply.ok && answer === undefined)) {
        launched.kill({ name: "PluginProtocolError", message: "a first message that is no answer" });
      } else if (!reply.ok) launched.kill(reply.error);
      else if (answer !== undefined) {
        launched.mark(0);
        events.started(answer);
      }
    },
    end(error) {
      cancelTimer();
      events.end(error);
    },
  });
  cancelTimer = clock.after(start_timeout_ms, () => {
    launched.kill({ name: "PluginStartTimeout", message: `not started within ${start_timeout_ms} ms` });
  });
  if (!launched.send({ type: "start", id: 0, stage, order })) {
    launched.kill({
      name: "PluginMessageTooLarge",
      message: `a config of more than ${max_message_bytes} bytes`,
    });
  }
  return launched;
}
