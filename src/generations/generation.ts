import type {
  Clock,
  ManagerSettings,
  PluginEntry,
  PluginInstance,
  PluginManager,
} from "../framework/index.ts";
import type { Inspector } from "../inspection/verdict.ts";
import type { AdapterSettings } from "../settings/adapter.ts";

/** A configuration that was read and checked, with its plugins made and started. */
export interface GenerationParts {
  readonly settings: AdapterSettings;
  /** False: PLUGINS_ENABLED switches every plugin off. */
  readonly enabled: boolean;
  /** Every entry of the configuration, in its order. */
  readonly entries: readonly PluginEntry[];
  readonly managerSettings: Partial<ManagerSettings>;
  /** Whether the plugin API is served. */
  readonly pluginApi: boolean;
  /** In config order. */
  readonly instances: readonly PluginInstance[];
  /** Entries that have no instance. */
  readonly disabled: readonly PluginEntry[];
}

/** One exchange's hold on the generation that it began with. */
export interface Binding {
  readonly inspector: Inspector;
  /** The exchange is over. */
  release(): void;
}

/** One configuration at work: exchanges that began with it are judged by it to their end. */
export interface Generation {
  /** Counts from 1 at the start of the process. */
  readonly number: number;
  /** ISO 8601. */
  readonly loadedAt: string;
  readonly parts: GenerationParts;
  /** Keys of settings that differ from those of the start and act only after a restart. */
  readonly restartNeeded: readonly string[];
  readonly manager: PluginManager;
  /** Exchanges that began with it and are not over. */
  readonly exchanges: number;
  /** @param end called when the generation cannot wait for the exchange any longer: it has to end with an error */
  begin(end: () => void): Binding;
  /** No further exchange begins with it. It closes when the last one is over; after `limitMs` it ends those that are left. */
  retire(limitMs: number): void;
  /** Ends the exchanges that are left, and closes. */
  cut(): void;
  /** Closes at once: its plugins are shut down, and messages that still come are denied. Never rejects. */
  close(): Promise<void>;
}

export interface GenerationOptions {
  readonly number: number;
  readonly loadedAt: string;
  readonly parts: GenerationParts;
  readonly restartNeeded: readonly string[];
  readonly manager: PluginManager;
  readonly inspector: Inspector;
  readonly clock: Clock;
  /** Its plugins were shut down. */
  readonly onClosed: () => void;
}

export function createGeneration(options: GenerationOptions): Generation {
  const { number, loadedAt, parts, restartNeeded, manager, inspector, clock, onClosed } = options;
  const exchanges = new Set<() => void>();
  let retired = false;
  let cancelLimit = () => {};
  let closing: Promise<void> | undefined;

  function close(): Promise<void> {
    cancelLimit();
    closing ??= manager.shutdown().then(onClosed);
    return closing;
  }

  function cut(): void {
    for (const end of [...exchanges]) end();
    void close();
  }

  return {
    number,
    loadedAt,
    parts,
    restartNeeded,
    manager,
    get exchanges() {
      return exchanges.size;
    },
    begin(end) {
      const tell = () => end();
      exchanges.add(tell);
      return {
        inspector,
        release() {
          if (exchanges.delete(tell) && retired && exchanges.size === 0) void close();
        },
      };
    },
    retire(limitMs) {
      if (retired) return;
      retired = true;
      if (exchanges.size === 0) void close();
      else cancelLimit = clock.after(limitMs, cut);
    },
    cut,
    close,
  };
}
