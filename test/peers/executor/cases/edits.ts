import type { Call, Case, Differs, ScriptedEntry } from "../case.ts";
import { denying, setting } from "./values.ts";

const text = { content: [{ type: "text", text: "secret" }], isError: false };
const masked = { content: [{ type: "text", text: "***" }], isError: false };

const subjects: Readonly<Record<string, Partial<Call>>> = {
  toolPost: { hook: "tool_post_invoke", payload: { name: "t", result: text } },
  promptPre: { hook: "prompt_pre_fetch", payload: { prompt_id: "p", args: { a: "1" } } },
  promptPost: {
    hook: "prompt_post_fetch",
    payload: {
      prompt_id: "p",
      result: { messages: [{ role: "user", content: { type: "text", text: "x" } }] },
    },
  },
  resourcePre: { hook: "resource_pre_fetch", payload: { uri: "file:///a", metadata: { k: "v" } } },
  resourcePost: { hook: "resource_post_fetch", payload: { uri: "file:///a", content: { text: "x" } } },
};

function editing(name: string, edit: Record<string, string>): ScriptedEntry {
  return { name, script: [{ edit }] };
}

const inPlace: Differs = {
  id: "in-place-edits-count",
  here: {
    ran: ["a", "b"],
    payload: { name: "t", args: { a: "1", x: "a" } },
    modified: true,
    records: ["a completed modified", "b completed"],
  },
};

export const editCases: readonly Case[] = [
  {
    name: "edits are handed on",
    plugins: [
      { name: "a", script: [{ set_args: { x: "a", y: "a" } }] },
      { name: "b", script: [{ set_args: { x: "b", n: 42, deep: { list: [1, null, "x"] } } }] },
      { name: "c", mode: "transform", script: [{ set_args: { z: "c" } }] },
      { name: "d", mode: "audit", script: [{ set_args: { z: "d" } }] },
    ],
  },
  { name: "a tool is renamed", plugins: [editing("a", { name: "other" }), { name: "b", script: [] }] },
  {
    name: "headers are edited",
    plugins: [
      { name: "a", script: [{ edit: { headers: { "x-a": "1" } } }] },
      { name: "b", script: [] },
    ],
  },
  {
    name: "arguments are emptied",
    plugins: [
      { name: "a", script: [{ edit: { args: {} } }] },
      { name: "b", script: [] },
    ],
  },
  {
    name: "an edit to what is there already",
    plugins: [{ name: "a", script: [{ edit: { args: { a: "1" } } }] }],
  },
  {
    name: "the payload is returned as it came",
    plugins: [{ name: "a", script: [{ return_payload: true }] }],
  },
  {
    name: "an argument is written in place, nothing is returned",
    plugins: [
      { name: "a", script: [{ write_args: { x: "a" } }] },
      { name: "b", script: [] },
    ],
    differs: [inPlace],
  },
  {
    name: "an argument is written in place, the payload returned",
    plugins: [
      { name: "a", script: [{ write_args: { x: "a" } }, { return_payload: true }] },
      { name: "b", script: [] },
    ],
    differs: [inPlace],
  },
  {
    name: "an argument is written in place, another set in a copy",
    plugins: [
      { name: "a", script: [{ write_args: { x: "a" } }, { set_args: { y: "a" } }] },
      { name: "b", script: [] },
    ],
  },
  ...["audit", "concurrent", "fire_and_forget"].map((mode) => ({
    name: `${mode}: an argument is written in place`,
    plugins: [
      { name: "a", mode, script: [{ write_args: { x: "a" } }] },
      { name: "b", mode, priority: 200, script: [] },
    ],
  })),
  {
    name: "an argument is written in place by a plugin that fails",
    plugins: [
      { name: "a", on_error: "ignore", script: [{ write_args: { x: "a" } }, { fail: "boom" }] },
      { name: "b", script: [] },
    ],
    differs: [{ id: "failures-are-recorded", here: { records: ["a error", "b completed"] } }],
  },
  {
    name: "an argument is written in place by a plugin that denies",
    plugins: [{ name: "a", script: [{ write_args: { x: "a" } }, ...denying] }],
  },
  {
    name: "a tool's result is edited",
    plugins: [
      { name: "a", script: [{ edit: { result: masked } }] },
      { name: "b", script: [] },
    ],
    calls: [subjects["toolPost"] ?? {}],
  },
  {
    name: "a tool's name is edited where only its result may be",
    plugins: [editing("a", { name: "other" }), { name: "b", script: [] }],
    calls: [subjects["toolPost"] ?? {}],
  },
  {
    name: "a result and what may not be edited beside it",
    plugins: [{ name: "a", script: [{ edit: { name: "other", result: masked } }] }],
    calls: [subjects["toolPost"] ?? {}],
  },
  {
    name: "a prompt's arguments are edited",
    plugins: [
      { name: "a", script: setting("a") },
      { name: "b", script: [] },
    ],
    calls: [subjects["promptPre"] ?? {}],
  },
  {
    name: "a prompt's id is edited",
    plugins: [editing("a", { prompt_id: "q" }), { name: "b", script: [] }],
    calls: [subjects["promptPre"] ?? {}],
  },
  {
    name: "a prompt's result is edited",
    plugins: [
      { name: "a", script: [{ edit: { result: { messages: [] } } }] },
      { name: "b", script: [] },
    ],
    calls: [subjects["promptPost"] ?? {}],
  },
  {
    name: "a resource's URI is edited",
    plugins: [editing("a", { uri: "file:///b" }), { name: "b", script: [] }],
    calls: [subjects["resourcePre"] ?? {}],
  },
  {
    name: "a resource's metadata are edited",
    plugins: [
      { name: "a", script: [{ edit: { metadata: { k: "w" } } }] },
      { name: "b", script: [] },
    ],
    calls: [subjects["resourcePre"] ?? {}],
  },
  {
    name: "a resource's content is edited",
    plugins: [
      { name: "a", script: [{ edit: { content: { text: "y" } } }] },
      { name: "b", script: [] },
    ],
    calls: [subjects["resourcePost"] ?? {}],
  },
  {
    name: "a resource's URI is edited where only its content may be",
    plugins: [editing("a", { uri: "file:///b" }), { name: "b", script: [] }],
    calls: [subjects["resourcePost"] ?? {}],
  },
  ...Object.values(subjects).map((call) => ({
    name: `${call.hook}: a deny`,
    plugins: [{ name: "a", script: denying }],
    calls: [call],
  })),
];
