import type { Case, Differs } from "../case.ts";
import { least, setting, whole } from "./values.ts";

const post = { hook: "tool_post_invoke", payload: { name: "t", result: "x" } };

const delayKept: Differs = { id: "delays-survive-a-deny", here: { retry_delay_ms: 500 } };

/** Metadata, headers, delays and state. */
export const answerCases: readonly Case[] = [
  {
    name: "metadata: later keys win, whole values are replaced",
    plugins: [
      { name: "a", script: [{ metadata: { k: { a: 1 }, a: 1 } }] },
      { name: "b", mode: "transform", script: [{ metadata: { k: { b: 2 } } }] },
      { name: "c", mode: "audit", script: [{ metadata: { c: 3, k: "c" } }] },
      { name: "d", mode: "concurrent", script: [{ metadata: { d: 4 } }] },
      { name: "f", mode: "fire_and_forget", script: [{ metadata: { f: 5 } }] },
    ],
  },
  {
    name: "metadata of every mode that does not apply its deny",
    plugins: [
      { name: "a", mode: "transform", script: [{ metadata: { a: 1 } }, { deny: least }] },
      { name: "b", mode: "audit", script: [{ metadata: { b: 2 } }, { deny: least }] },
    ],
  },
  {
    name: "the longest delay counts",
    plugins: [
      { name: "a", script: [{ retry_delay_ms: 500 }] },
      { name: "b", script: [{ retry_delay_ms: 100 }] },
      { name: "c", mode: "concurrent", script: [{ retry_delay_ms: 700 }] },
      { name: "d", mode: "audit", script: [{ retry_delay_ms: 600 }] },
    ],
  },
  {
    name: "a denier's delay",
    plugins: [{ name: "a", script: [{ retry_delay_ms: 500 }, { deny: least }] }],
    differs: [delayKept],
  },
  {
    name: "the delay of an earlier plugin, then a deny",
    plugins: [
      { name: "a", script: [{ retry_delay_ms: 500 }] },
      { name: "b", script: [{ deny: least }] },
    ],
    differs: [delayKept],
  },
  {
    name: "the delay of a deny that is not applied",
    plugins: [{ name: "a", mode: "transform", script: [{ retry_delay_ms: 500 }, { deny: least }] }],
    differs: [delayKept],
  },
  {
    name: "headers of allowed results",
    plugins: [
      { name: "a", script: [{ http_headers: { "X-A": "1", "X-B": "1" } }] },
      { name: "b", mode: "audit", script: [{ http_headers: { "x-b": "2" } }] },
    ],
    differs: [{ id: "headers-survive", here: { http_headers: { "X-A": "1", "x-b": "2" } } }],
  },
  {
    name: "a deny without a violation",
    plugins: [{ name: "a", script: [{ deny: null }] }],
    differs: [
      {
        id: "denies-have-a-violation",
        here: {
          violation: {
            reason: "Denied by plugin",
            description: "Plugin a denied the message",
            code: "PLUGIN_DENIED",
            details: {},
            plugin_name: "a",
          },
        },
      },
    ],
  },
  {
    name: "a deny without a violation, not applied",
    plugins: [{ name: "a", mode: "transform", script: [{ deny: null }] }],
  },
  { name: "a violation that does not deny", plugins: [{ name: "a", script: [{ violation: whole }] }] },
  {
    name: "a plugin's own state, from pre to post",
    plugins: [
      { name: "a", script: [{ set_state: { a: 1, deep: { x: [1] } } }] },
      { name: "b", script: [] },
    ],
    calls: [{}, post, post],
  },
  ...["sequential", "transform", "audit", "concurrent", "fire_and_forget"].map((mode) => ({
    name: `${mode}: shared state and metadata, for those behind and for the post hook`,
    plugins: [
      { name: "a", mode, script: [{ set_global_state: { g: 1 } }, { set_global_metadata: { m: 1 } }] },
      { name: "b", mode, script: [{ turns: 1 }] },
    ],
    calls: [{ context: { state: { s: 0 }, metadata: { n: 0 } } }],
    ...(mode === "concurrent" && {
      differs: [{ id: "global-state-is-shared" as const, here: { ran: ["a", "b"] } }],
    }),
  })),
  {
    name: "shared state: overwritten",
    plugins: [
      { name: "a", script: [{ set_global_state: { g: "a", deep: { a: 1 } } }] },
      { name: "b", script: [{ set_global_state: { g: "b", deep: { b: 1 } } }] },
      { name: "c", script: [] },
    ],
    calls: [{ context: { state: { g: "was" } } }],
  },
  {
    name: "shared state of a plugin that denies",
    plugins: [{ name: "a", script: [{ set_global_state: { g: 1 } }, { deny: least }] }],
  },
  {
    name: "shared state of plugins that run together",
    plugins: [
      { name: "a", mode: "concurrent", script: [{ set_global_state: { a: 1 } }, { turns: 2 }] },
      { name: "b", mode: "concurrent", script: [{ turns: 1 }, { set_global_state: { b: 1 } }] },
    ],
    differs: [
      { id: "global-state-is-shared", here: { ran: ["a", "b"] } },
      { id: "records-in-config-order", here: { records: ["a completed", "b completed"] } },
    ],
  },
  {
    name: "an edit, metadata and state, and a deny behind them",
    plugins: [
      { name: "a", script: [...setting("a"), { metadata: { a: 1 } }, { set_state: { x: 1 } }] },
      { name: "b", script: [{ deny: whole }] },
    ],
    calls: [{}, {}],
  },
];
