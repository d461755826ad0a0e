import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Headers } from "../../../src/inspection/verdict.ts";
import { asked, fetched, inspect, responseHead } from "../inspect.ts";

const redirect = (location: string, status = "307"): Headers => [
  [":status", status],
  ["location", location],
];

describe("redirects", () => {
  const stay = [
    "/mcp/",
    "mcp",
    "?session=1",
    "#top",
    "",
    "/a/../b",
    "http://gateway.test/mcp",
    "HTTP://GATEWAY.test:80/mcp?x=http://evil.test/",
    "//gateway.test/mcp",
  ];
  const leave = [
    "http://evil.test/mcp",
    "//evil.test/mcp",
    "///evil.test/mcp",
    "http:///evil.test/",
    "http:evil.test",
    "https://gateway.test/mcp",
    "http://gateway.test:81/mcp",
    "http://gateway.test.evil.test/",
    "http://gateway.test@evil.test/",
    "http://user@gateway.test/",
    "http://gateway.test\\@evil.test/",
    "\\\\evil.test\\",
    "/\\evil.test",
    "/\t/evil.test",
    " http://evil.test/",
    "http://gateway\u00adtest/",
    "http://gateway.test%2f@evil.test/",
    "http://[::1/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "file:///etc/passwd",
  ];

  for (const location of stay) {
    it(`to ${JSON.stringify(location)} pass`, async () => {
      const { exchange } = await asked({ tool_pre_invoke: () => {} });
      assert.equal(responseHead(exchange, redirect(location)).kind, "pass");
    });
  }

  for (const location of leave) {
    it(`to ${JSON.stringify(location)} are denied, with the id of the request`, async () => {
      const { exchange, decisions } = await asked({ tool_pre_invoke: () => {} });
      const plan = responseHead(exchange, redirect(location));
      assert.ok(plan.kind === "deny");
      assert.equal(plan.denial.status, 200);
      assert.equal(JSON.parse(Buffer.from(plan.denial.body).toString()).id, 1);
      assert.equal(decisions.at(-1)?.code, "redirect");
    });
  }

  it("are judged for every status of theirs, on every method, and with every location", async () => {
    for (const status of ["300", "301", "302", "303", "308", "399"]) {
      const { exchange } = await fetched({ tool_pre_invoke: () => {} });
      const plan = responseHead(exchange, redirect("http://evil.test/", status), true);
      assert.equal(plan.kind === "deny" && plan.denial.status, 502, status);
    }
    const { exchange } = await fetched({});
    const twice: Headers = [...redirect("/here"), ["location", "http://evil.test/"]];
    assert.equal(responseHead(exchange, twice).kind, "deny");
  });

  it("are none where nobody follows them", async () => {
    for (const status of ["200", "201", "404"]) {
      const { exchange } = await fetched({});
      assert.equal(responseHead(exchange, redirect("http://evil.test/", status)).kind, "pass", status);
    }
    const trusting = await inspect({}, { strict: { redirects: false } });
    assert.equal(responseHead(trusting.exchange, redirect("http://evil.test/")).kind, "pass");
  });

  it("only stay in what is relative where the request was not seen", async () => {
    const unseen = await inspect({});
    assert.equal(responseHead(unseen.exchange, redirect("/here")).kind, "pass");
    assert.equal(responseHead(unseen.exchange, redirect("http://gateway.test/")).kind, "deny");
  });
});
