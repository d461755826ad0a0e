/** A program with an isolated plugin that is busy with the thing named as argument; a test kills it. */
import { createPluginManager } from "../../../src/framework/index.ts";
import { ask, loadIsolated } from "./isolated.ts";

const limits = { call_timeout_ms: 600_000, cpu_ms_per_call: 600_000 };
const loaded = await loadIsolated("./misbehaving.mjs", {}, { limits });
if (!loaded.ok) throw new Error("not loaded");
const manager = createPluginManager({ instances: loaded.instances });
await ask(manager, undefined);
void ask(manager, process.argv[2]);
process.stdout.write("asked\n");
