/** The clients and servers of the matrix, and how each is started. */
import { fileURLToPath } from "node:url";
import type { Era, ServerName } from "./form.ts";

const here = fileURLToPath(new URL("./", import.meta.url));
const cache = fileURLToPath(new URL("../../.cache/clients/", import.meta.url));
const rust = fileURLToPath(new URL("../../.cache/rust/", import.meta.url));
const node = [process.execPath, "-C", "plugins-adapter-source"];
const pythons = { 1: `${cache}python-1/bin/python`, 2: `${cache}python-2/bin/python` };

export type ClientProgram = {
  readonly name: string;
  readonly era: Era;
  readonly command: readonly string[];
  /** Part of the short form. */
  readonly short: boolean;
  /** Gives the message of a JSON-RPC error, and not its code. */
  readonly withoutCodes?: true;
};

export const clients: readonly ClientProgram[] = [
  { name: "TypeScript 1", era: "legacy", command: [...node, `${here}typescript/client-v1.ts`], short: true },
  { name: "TypeScript 2", era: "legacy", command: [...node, `${here}typescript/client-v2.ts`], short: true },
  { name: "TypeScript 2", era: "2026", command: [...node, `${here}typescript/client-v2.ts`], short: true },
  { name: "Python 1", era: "legacy", command: [pythons[1], `${here}python/client_v1.py`], short: true },
  { name: "Python 2", era: "legacy", command: [pythons[2], `${here}python/client_v2.py`], short: true },
  { name: "Python 2", era: "2026", command: [pythons[2], `${here}python/client_v2.py`], short: true },
  { name: "Go", era: "legacy", command: [`${cache}go/official`], short: true },
  { name: "Go", era: "2026", command: [`${cache}go/official`], short: true },
  { name: "mcp-go", era: "legacy", command: [`${cache}go/mcpgo`], short: false, withoutCodes: true },
  { name: "mcp-go", era: "2026", command: [`${cache}go/mcpgo`], short: false, withoutCodes: true },
  { name: "rmcp", era: "legacy", command: [`${rust}driver`], short: false },
  { name: "rmcp", era: "2026", command: [`${rust}driver`], short: false },
];

export type ServerProgram = {
  readonly name: ServerName;
  readonly eras: readonly Era[];
  readonly command: readonly string[];
  readonly short: boolean;
};

export const servers: readonly ServerProgram[] = [
  {
    name: "typescript-1",
    eras: ["legacy"],
    command: [...node, `${here}typescript/serve-v1.ts`],
    short: true,
  },
  { name: "typescript-2", eras: ["2026"], command: [...node, `${here}typescript/serve-v2.ts`], short: true },
  {
    name: "python-2",
    eras: ["legacy", "2026"],
    command: [pythons[2], `${here}python/serve.py`],
    short: false,
  },
  { name: "rmcp", eras: ["legacy", "2026"], command: [`${rust}serve`], short: false },
];
