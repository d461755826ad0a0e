import type { Case, ScriptedEntry, Step } from "../case.ts";
import { denying, least, setting, whole } from "./values.ts";

/** Old and new names of every mode; the last is none. */
const modes = [
  "enforce",
  "sequential",
  "enforce_ignore_error",
  "permissive",
  "transform",
  "audit",
  "concurrent",
  "fire_and_forget",
  "disabled",
  undefined,
] as const;

const behaviours: readonly { readonly name: string; readonly script: readonly Step[] }[] = [
  { name: "allows", script: [] },
  { name: "edits", script: setting("m") },
  { name: "denies", script: [{ deny: whole }] },
  { name: "edits and denies", script: [...setting("m"), { deny: least }, { metadata: { k: 1 } }] },
  { name: "tells metadata", script: [{ metadata: { k: { deep: [1, "x", null, true] } } }] },
];

/** Every mode with everything that a plugin can say, between two plugins that edit. */
const everyMode: readonly Case[] = modes.flatMap((mode) =>
  behaviours.map(({ name, script }) => ({
    name: `${mode ?? "no mode"}: ${name}`,
    plugins: [
      { name: "before", script: setting("b") },
      { name: "one", ...(mode !== undefined && { mode }), script },
      { name: "after", script: [{ set_args: { y: "a" } }] },
    ],
  })),
);

function inMode(mode: string, priority: number): ScriptedEntry {
  return { name: mode, mode, priority, script: setting(mode) };
}

export const modeCases: readonly Case[] = [
  ...everyMode,
  {
    name: "modes come before priorities",
    plugins: [
      inMode("fire_and_forget", 1),
      inMode("concurrent", 2),
      inMode("audit", 3),
      inMode("permissive", 4),
      inMode("transform", 5),
      inMode("enforce_ignore_error", 800),
      inMode("sequential", 900),
      inMode("enforce", 850),
    ],
  },
  {
    name: "priorities: ascending, stable, 100 where none is given, negative ones first",
    plugins: [
      { name: "a", priority: 101, script: setting("a") },
      { name: "b", script: setting("b") },
      { name: "c", priority: 100, script: setting("c") },
      { name: "d", priority: 99, script: setting("d") },
      { name: "e", priority: -5, script: setting("e") },
      { name: "f", priority: 0, script: setting("f") },
      { name: "g", priority: 100, script: setting("g") },
    ],
  },
  {
    name: "a deny ends it; those behind do not run, fire_and_forget does",
    plugins: [
      { name: "a", script: [...setting("a"), { metadata: { k: 1, a: 1 } }] },
      { name: "b", script: [{ deny: whole }, { metadata: { k: 2 } }, ...setting("b")] },
      { name: "c", script: setting("c") },
      { name: "t", mode: "transform", script: setting("t") },
      { name: "n", mode: "concurrent", script: denying },
      { name: "f", mode: "fire_and_forget", script: denying },
    ],
  },
  {
    name: "denies of permissive and audit plugins do not keep each other from running",
    plugins: [
      { name: "a", mode: "permissive", script: denying },
      { name: "b", mode: "permissive", script: [{ deny: whole }, ...setting("b")] },
      { name: "c", mode: "audit", script: denying },
      { name: "d", mode: "audit", script: denying },
    ],
  },
  {
    name: "concurrent: all see the payload as edited; nobody's edit counts",
    plugins: [
      { name: "s", script: setting("s") },
      { name: "c1", mode: "concurrent", script: [...setting("c1"), { metadata: { one: 1 } }] },
      { name: "c2", mode: "concurrent", script: [...setting("c2"), { metadata: { two: 2 } }] },
    ],
  },
  {
    name: "concurrent: different priorities run together",
    plugins: [
      { name: "c2", mode: "concurrent", priority: 20, script: [] },
      { name: "c1", mode: "concurrent", priority: 10, script: [] },
    ],
  },
  {
    name: "concurrent: the first deny ends those that still work",
    plugins: [
      { name: "slow", mode: "concurrent", script: [{ turns: 1000 }, { deny: whole }] },
      { name: "quick", mode: "concurrent", script: [{ turns: 1 }, { deny: least }] },
      { name: "f", mode: "fire_and_forget", script: [] },
    ],
    differs: [
      {
        id: "cancelled-runs-are-recorded",
        here: { records: ["slow cancelled", "quick completed denied", "f completed"] },
      },
    ],
  },
  {
    name: "concurrent: one denies after the other has allowed",
    plugins: [
      { name: "quick", mode: "concurrent", script: [{ metadata: { quick: 1 } }] },
      {
        name: "slow",
        mode: "concurrent",
        script: [{ turns: 5 }, { deny: least }, { metadata: { slow: 1 } }],
      },
    ],
  },
  {
    name: "fire_and_forget sees the payload as it came in",
    plugins: [
      { name: "s", script: setting("s") },
      { name: "f", mode: "fire_and_forget", script: [{ turns: 2 }, ...setting("f"), { metadata: { f: 1 } }] },
    ],
  },
  { name: "no plugin", plugins: [] },
  { name: "no plugin on this hook", plugins: [{ name: "a", hooks: ["tool_post_invoke"], script: denying }] },
];
