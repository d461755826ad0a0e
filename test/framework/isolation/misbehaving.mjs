import { writeSync } from "node:fs";

/** Does what the payload asks for: everything that a plugin in a process of its own must be able to do to itself only. */
export default class Misbehaving {
  constructor(config, environment) {
    this.config = config;
    this.environment = environment;
    this.calls = 0;
    if (config.at === "create") act(config.do);
  }

  async initialize() {
    if (this.config.at === "initialize") await act(this.config.do);
  }

  async shutdown() {
    if (this.config.at === "shutdown") await act(this.config.do);
  }

  async health() {
    if (this.config.at === "health") await act(this.config.do);
  }

  async tool_pre_invoke(payload, context) {
    this.calls++;
    const { args } = payload;
    const answer = await act(args.do, args, context, this);
    return answer === undefined ? { metadata: { calls: this.calls } } : answer;
  }

  tool_post_invoke(_payload, context) {
    return {
      metadata: { seen: context.getState("seen", null), shared: context.global_context.state.shared ?? null },
    };
  }
}

const hoard = [];

function act(what, args, context, plugin) {
  switch (what) {
    case undefined:
      return undefined;
    case "loop":
      for (;;);
    case "never":
      return new Promise(() => {});
    case "abortable":
      return new Promise((resolve) => {
        context.signal.addEventListener("abort", () => {
          plugin.environment.log.info({ reason: context.signal.reason.name }, "aborted");
          resolve({});
        });
      });
    case "resident":
      for (;;) hoard.push(Buffer.alloc(8 * 1024 * 1024, 1));
    case "heap":
      for (;;) hoard.push(new Array(1000).fill({ hoard }));
    case "spin":
      return new Promise(() => {
        setInterval(() => {
          for (const end = performance.now() + 20; performance.now() < end; );
        }, 0);
      });
    case "exit":
      return process.exit(0);
    case "crash":
      setImmediate(() => {
        throw new RangeError("crash");
      });
      return new Promise(() => {});
    case "throw":
      throw new RangeError("thrown");
    case "deny":
      return { continue_processing: false, violation: { reason: "r", code: "NO", details: { a: 1 } } };
    case "edit":
      return { modified_payload: { name: "t", args: { edited: true } } };
    case "write":
      args.edited = true;
      return undefined;
    case "no result":
      return 7;
    case "no json":
      return { modified_payload: { name: "t", args: { big: 1n } } };
    case "big answer":
      return { modified_payload: { name: "t", args: { text: "x".repeat(100_000) } } };
    case "remember":
      context.setState("seen", "yes");
      context.global_context.state.shared = [1];
      return {};
    case "say":
      plugin.environment.log.info({ said: true }, "hello");
      return {};
    case "environment":
      return { metadata: { names: Object.keys(process.env).sort(), plugin: plugin.environment.name } };
    case "flood log":
      for (let line = 0; ; line++) plugin.environment.log.info({ line }, "flood");
    case "flood pipe":
      for (;;) write(Buffer.alloc(65_536, 1));
    case "raw":
      write(Buffer.from(args.bytes, "base64"));
      return new Promise(() => {});
    case "child process":
      return import("node:child_process").then(({ execFileSync }) => execFileSync("true") && {});
    case "write file":
      return import("node:fs").then(({ writeFileSync }) => writeFileSync(args.path, ""));
    default:
      throw new Error(`no ${what}`);
  }
}

/** Past everything that the plugin's process would do to the bytes. */
function write(bytes) {
  try {
    writeSync(3, bytes);
  } catch {
    // The pipe is full.
  }
}
