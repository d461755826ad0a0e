/** A file of a new plugin: its name in the folder, and its text. */
export interface TemplateFile {
  readonly name: string;
  readonly text: string;
}

/** The files of a new plugin, which masks words and keeps every promise of the contract. */
export function pluginTemplate(kind: string): TemplateFile[] {
  return [
    { name: "plugin-manifest.yaml", text: manifest(kind) },
    { name: "plugin.ts", text: source(kind) },
    { name: "README.md", text: readme(kind) },
    { name: "plugin.test.ts", text: test(kind) },
  ];
}

function manifest(kind: string): string {
  return `name: ${kind}
kind: ${kind}
description: Masks words in tool arguments and results
author: you
version: 0.1.0
tags: [example]
available_hooks:
  - tool_pre_invoke
  - tool_post_invoke
default_config:
  words: []
  mask: "***"
`;
}

function source(kind: string): string {
  return `import { definePlugin, mapText } from "plugins-adapter/framework";
import { z } from "zod";

const options = z.strictObject({
  words: z.array(z.string().min(1)).max(1000).default([]).describe("Texts to mask, in exactly this spelling"),
  mask: z.string().default("***").describe("What stands in their place"),
});

/** Masks words in tool arguments and results. */
export default definePlugin({
  kind: "${kind}",
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: options,
  create({ words, mask }) {
    const masked = (text: string) => words.reduce((left, word) => left.replaceAll(word, () => mask), text);

    return {
      tool_pre_invoke(payload) {
        const args = mapText(payload.args, masked, { shape: "data" }) as typeof payload.args;
        if (args !== payload.args) return { modified_payload: { ...payload, args } };
      },

      tool_post_invoke(payload) {
        // Ids and tokens of the protocol cannot be edited.
        const result = mapText(
          payload.result,
          (text, _path, part) => (part === "opaque" ? text : masked(text)),
          { shape: "result" },
        );
        if (result !== payload.result) return { modified_payload: { ...payload, result } };
      },
    };
  },
});
`;
}

function readme(kind: string): string {
  return `# ${kind}

Masks words in what tools are asked and in what they answer.

## Example

\`\`\`yaml
plugins:
  - name: ${kind}
    kind: ./${kind}/plugin.ts
    config:
      words: [nightfall]
\`\`\`

## Options

| option | default | meaning |
|---|---|---|
| \`words\` | \`[]\` | texts to mask, in exactly this spelling; at most 1000 |
| \`mask\` | \`"***"\` | what stands in their place |

## What it looks at

Arguments and results of \`tools/call\`: every text in them.

## What it does not catch

- Other spellings: capitals, look-alike letters, spaces inside.
- Prompts, resources, HTTP headers, names of members.
`;
}

function test(kind: string): string {
  const imports = [
    'import assert from "node:assert/strict";',
    'import { test } from "node:test";',
    'import { runExchange, testPlugin } from "plugins-adapter/testing";',
    `import ${camel(kind)} from "./plugin.ts";`,
  ];
  return `${imports.join("\n")}

const config = { words: ["nightfall"] };

test("words are masked in arguments", async () => {
  const run = await testPlugin(${camel(kind)}, { config });
  const outcome = await run.hook("tool_pre_invoke", { name: "search", args: { q: ["project nightfall"] } });
  assert.deepEqual(outcome.payload.args, { q: ["project ***"] });
});

test("what the client receives", async () => {
  const { client } = await runExchange({
    plugins: [{ plugin: ${camel(kind)}, config }],
    request: { body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "search", arguments: {} } } },
    response: { body: { jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text: "nightfall" }] } } },
  });
  assert.deepEqual(JSON.parse(client?.body ?? "").result, { content: [{ type: "text", text: "***" }] });
});
`;
}

/** A name for the import that is no word of the language. */
function camel(kind: string): string {
  return `${kind.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Plugin`;
}
