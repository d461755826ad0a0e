import type { MaybePromise, PluginState } from "plugins-adapter/framework";
import type { ToolGuardConfig } from "./config.ts";
import { nameShape } from "./definition.ts";

/** How a listed tool stands to what was seen before. */
export type Standing = "right" | "drifted" | "unlisted" | "no_room";

export interface Listed {
  readonly name: string;
  readonly digest: string;
}

/** @property shadows whether another server's tool, or one before it, has the name or one that looks like it */
export interface Judged {
  readonly standing: Standing;
  readonly shadows: boolean;
}

export interface Pins {
  judge(server: string | undefined, tools: readonly Listed[]): MaybePromise<readonly Judged[]>;
  /** Whether the tool has a pin. */
  knows(server: string | undefined, name: string): MaybePromise<boolean>;
}

const pinTable = "pins";
const nameTable = "names";

export function pinsOf(config: ToolGuardConfig, state: PluginState): Pins {
  const { pinning, pin_epoch: epoch } = config;
  const keepMs = config.pin_days * 24 * 3600 * 1000;
  const configured = new Map(
    Object.entries(config.pinned).flatMap(([server, tools]) =>
      Object.entries(tools).map(([tool, digest]) => [keyOf([server, tool]), digest] as const),
    ),
  );
  const configuredFor = (server: string | undefined, name: string) =>
    (server === undefined ? undefined : configured.get(keyOf([server, name]))) ??
    configured.get(keyOf(["*", name]));
  const pinKey = (server: string | undefined, name: string) => keyOf([epoch, server, name]);

  function judgePins(
    server: string | undefined,
    tools: readonly Listed[],
  ): MaybePromise<readonly Standing[]> {
    if (pinning === "off") return tools.map(() => "right");
    const fixed = tools.map(({ name, digest }): Standing | undefined => {
      const pin = configuredFor(server, name);
      if (pin !== undefined) return pin === digest ? "right" : "drifted";
      return pinning === "configured" ? "unlisted" : undefined;
    });
    const open = tools.filter((_, index) => fixed[index] === undefined);
    if (open.length === 0) return fixed as Standing[];
    const kept = state.keepFirst(
      pinTable,
      keepMs,
      open.map(({ name, digest }) => ({ key: pinKey(server, name), text: digest })),
    );
    return after(kept, (pins) => {
      let next = 0;
      return fixed.map((standing, index) => {
        if (standing !== undefined) return standing;
        const pin = pins[next++];
        if (pin === undefined) return "no_room";
        return pin === tools[index]?.digest ? "right" : "drifted";
      });
    });
  }

  function judgeNames(
    server: string | undefined,
    tools: readonly Listed[],
  ): MaybePromise<readonly boolean[]> {
    if (config.on_shadow === "ignore") return tools.map(() => false);
    const shapes = tools.map(({ name }) => nameShape(name));
    const here = new Set<string>();
    const twice = shapes.map((shape) => here.has(shape) || !here.add(shape));
    if (server === undefined) return twice;
    const owner = digestlessOwner(server);
    const kept = state.keepFirst(
      nameTable,
      keepMs,
      shapes.map((shape) => ({ key: keyOf([epoch, shape]), text: owner })),
    );
    return after(kept, (owners) =>
      owners.map((each, index) => twice[index] === true || (each !== undefined && each !== owner)),
    );
  }

  return {
    judge: (server, tools) =>
      after(judgePins(server, tools), (standings) =>
        after(judgeNames(server, tools), (shadows) =>
          standings.map((standing, index) => ({ standing, shadows: shadows[index] === true })),
        ),
      ),
    knows(server, name) {
      if (configuredFor(server, name) !== undefined) return true;
      if (pinning !== "trust_on_first_use") return pinning === "off";
      return after(
        state.keepFirst(pinTable, keepMs, [{ key: pinKey(server, name) }]),
        ([pin]) => pin !== undefined,
      );
    },
  };
}

/** A server's id as the value of a name's entry: at most 512 characters. */
function digestlessOwner(server: string): string {
  return `=${server.slice(0, 500)}`;
}

function keyOf(parts: readonly (string | undefined)[]): string {
  return JSON.stringify(parts.map((part) => part ?? null));
}

/** Goes on at once with what is there at once. */
export function after<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
