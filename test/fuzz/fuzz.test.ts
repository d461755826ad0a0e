/**
 * Cases of a fixed seed, through the inspection and to the readers of real servers and clients: nobody reads in what goes
 * on anything but what a plugin saw. `make fuzz` goes on with other seeds.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { type FuzzFind, fuzz } from "./fuzz.ts";
import { caseOf, type FuzzCase } from "./generate/case.ts";
import { type OracleName, oracleNames, startOracle } from "./oracles.ts";

const oracles = oracleNames.map(startOracle);
after(async () => {
  for (const oracle of oracles) await oracle.close();
});

const seed = 20261121;
/** Some ten seconds. */
const cases = 5000;

it(`holds for ${cases} cases, of which each reader reads thousands`, async () => {
  const { forwarded, readings, finds } = await fuzz(seed, oracles, { cases });
  assert.deepEqual(finds.map(shown), []);
  assert.ok(forwarded > cases / 2, `${forwarded} went on`);
  for (const name of oracleNames)
    assert.ok((readings.get(name) ?? 0) > cases / 4, `${name}: ${readings.get(name)}`);
});

describe("a check that is relaxed lets through what a reader takes for something else", () => {
  const relaxed = ["folded_keys", "lone_surrogates", "message_ids"];
  for (const check of relaxed)
    it(check, async () => {
      const settings = { strict: { [check]: false } };
      const { finds } = await fuzz(seed, oracles, { cases: 50_000, most: 1, shrink: false, settings });
      assert.equal(
        finds[0]?.property,
        "a receiver reads what the adapter read",
        JSON.stringify(finds.map(shown)),
      );
    });
});

describe("each reader", () => {
  const said = "hello there";
  const call = {
    jsonrpc: "2.0",
    id: 7,
    method: "tools/call",
    params: { name: "echo", arguments: { text: said } },
  };
  const result = { jsonrpc: "2.0", id: 7, result: { content: [{ type: "text", text: said }] } };
  const modern = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "fuzz", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const stream = `: hi\r\nid: 1\r\ndata:\r\n\r\nevent: message\r\ndata: ${JSON.stringify(result)}\r\n\r\n`;
  const plain: [
    leg: FuzzCase["leg"],
    text: string,
    headers: FuzzCase["headers"],
    only?: readonly OracleName[],
  ][] = [
    ["request", JSON.stringify(call), [["mcp-protocol-version", "2025-06-18"]]],
    [
      "request",
      JSON.stringify({ ...call, params: { ...call.params, _meta: modern } }),
      [
        ["mcp-protocol-version", "2026-07-28"],
        ["mcp-method", "tools/call"],
        ["mcp-name", "echo"],
      ],
      ["ts2", "py2", "gosdk", "mcpgo"],
    ],
    ["json", JSON.stringify(result), []],
    ["post stream", stream, []],
  ];
  for (const oracle of oracles)
    it(`${oracle.name} reads plain messages`, async () => {
      for (const [leg, text, headers, only] of plain) {
        if (only && !only.includes(oracle.name)) continue;
        const bytes = Buffer.from(text);
        const read = await oracle.read({ leg, headers, bytes, pieces: [bytes.length] }, bytes, [
          30,
          bytes.length - 30,
        ]);
        assert.ok(JSON.stringify(read).includes(said), `${leg}: ${JSON.stringify(read)}`);
      }
    });
});

it("makes the same case of a seed again", () => {
  for (let one = 0; one < 300; one++) assert.deepEqual(caseOf(one), caseOf(one));
});

function shown({ property, oracle, detail, seed: own, smallest }: FuzzFind): string {
  const { leg, bytes } = smallest;
  return `CASE=${own}: ${property} (${oracle ?? "the adapter"}): ${detail} / ${leg} ${JSON.stringify(bytes.toString("latin1"))}`;
}
