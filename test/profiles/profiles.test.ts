/** Each profile, with all messages: what is well meant passes untouched, and each attack comes to what the profile says. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { DrivenExchange } from "../../src/testing/drive-exchange.ts";
import { configuration, denialOf, recordedOf } from "../samples/configuration.ts";
import { benign, coding, hostile, list, secrets } from "./messages.ts";

const folder = new URL("../../profiles/", import.meta.url);
const fileOf = (profile: string) => fileURLToPath(new URL(`${profile}/config.yaml`, folder));

/** A code: denied with it. `masked`: goes on without what must not be seen. `removed`: without the tool. `passes`. */
type Outcome = string;
type Outcomes = Readonly<Record<keyof typeof hostile, Outcome>>;

const guards = {
  "SQL injection": "SQL_SANITIZER",
  "shell injection": "COMMAND_GUARD",
  "a destructive command": "COMMAND_GUARD",
  traversal: "PATH_GUARD",
  "a metadata service": "SSRF_GUARD",
};

const profiles: Readonly<Record<string, Outcomes>> = {
  starter: {
    ...guards,
    "encoded credentials on their way out": "passes",
    "a token in a result": "masked",
    "a number of a card in a result": "masked",
    "a mail address in a result": "passes",
    "data of a person in an argument": "passes",
    "invisible letters in a result": "masked",
    "orders to the model in a result": "PROMPT_INJECTION_DETECTED",
    "a page with a script": "passes",
    "a host that looks like another": "passes",
    "a poisoned tool in a list": "removed",
  },
  strict: {
    ...guards,
    "encoded credentials on their way out": "ENCODED_EXFIL_DETECTED",
    "a token in a result": "SECRETS_DETECTED",
    "a number of a card in a result": "PII_DETECTED_IN_TOOL_RESULT",
    "a mail address in a result": "PII_DETECTED_IN_TOOL_RESULT",
    "data of a person in an argument": "PII_DETECTED_IN_TOOL_ARGS",
    "invisible letters in a result": "UNICODE_GUARD_BLOCKED",
    "orders to the model in a result": "PROMPT_INJECTION_DETECTED",
    "a page with a script": "masked",
    "a host that looks like another": "URL_REPUTATION_BLOCK",
    "a poisoned tool in a list": "TOOL_POISONED",
  },
  "compliance-pii": {
    "SQL injection": "passes",
    "shell injection": "passes",
    "a destructive command": "passes",
    traversal: "passes",
    "a metadata service": "masked",
    "encoded credentials on their way out": "ENCODED_EXFIL_DETECTED",
    "a token in a result": "masked",
    "a number of a card in a result": "masked",
    "a mail address in a result": "masked",
    "data of a person in an argument": "masked",
    "invisible letters in a result": "passes",
    "orders to the model in a result": "passes",
    "a page with a script": "passes",
    "a host that looks like another": "passes",
    "a poisoned tool in a list": "passes",
  },
  "coding-agents": {
    ...guards,
    "SQL injection": "passes",
    "encoded credentials on their way out": "ENCODED_EXFIL_DETECTED",
    "a token in a result": "masked",
    "a number of a card in a result": "passes",
    "a mail address in a result": "passes",
    "data of a person in an argument": "passes",
    "invisible letters in a result": "masked",
    "orders to the model in a result": "PROMPT_INJECTION_DETECTED",
    "a page with a script": "passes",
    "a host that looks like another": "passes",
    "a poisoned tool in a list": "removed",
  },
};

/** Whether both sides got what the other sent, byte for byte. */
function isUntouched({ request, response, server, client }: DrivenExchange): boolean {
  return (
    request?.action !== "denied" &&
    response?.action !== "denied" &&
    server?.body === request?.original &&
    (response === undefined || client?.body === response.original)
  );
}

function shown({ server, client }: DrivenExchange): string {
  return `${server?.body} ${client?.body}`;
}

function assertOutcome(driven: DrivenExchange, name: string, outcome: Outcome): void {
  if (outcome === "passes") return assert.ok(isUntouched(driven), denialOf(driven) ?? "edited");
  if (outcome === "removed") {
    assert.equal(denialOf(driven), undefined);
    assert.ok(!shown(driven).includes("IMPORTANT") && shown(driven).includes("write_file"));
    return;
  }
  if (outcome === "masked") {
    assert.equal(denialOf(driven), undefined);
    const secret = secrets[name];
    assert.ok(secret !== undefined && !shown(driven).includes(secret), shown(driven));
    return;
  }
  assert.equal(denialOf(driven), outcome);
}

test("there is a test for each folder", () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).sort(), [...Object.keys(profiles), "observe-only"].sort());
});

for (const [profile, outcomes] of Object.entries(profiles))
  describe(profile, () => {
    test("starts without a warning", async (t) => {
      const { warnings, notices } = await configuration(t, [fileOf(profile)]);
      assert.deepEqual([warnings, notices], [[], []]);
    });

    const passing = profile === "coding-agents" ? { ...benign, ...coding } : benign;
    test("what is well meant passes untouched", async (t) => {
      const { send } = await configuration(t, [fileOf(profile)]);
      await send(list);
      for (const [name, exchange] of Object.entries(passing)) {
        const driven = await send(exchange);
        assert.ok(isUntouched(driven), `${name}: ${denialOf(driven)} ${shown(driven)}`);
        assert.deepEqual(recordedOf(driven), [], name);
      }
    });

    assert.deepEqual(Object.keys(outcomes).sort(), Object.keys(hostile).sort());
    for (const [name, exchange] of Object.entries(hostile))
      test(`${name}: ${outcomes[name]}`, async (t) => {
        const { send } = await configuration(t, [fileOf(profile)]);
        await send(list);
        assertOutcome(await send(exchange), name, outcomes[name] as Outcome);
      });
  });

describe("observe-only", () => {
  const codes: Readonly<Record<keyof typeof hostile, string>> = {
    ...profiles["strict"],
    // An edit of the sanitizer is not applied in audit mode, and so it is not here.
    "a page with a script": "",
  };

  for (const [name, exchange] of Object.entries(hostile))
    test(`${name} is recorded, and goes on as it is`, async (t) => {
      const { send, manager } = await configuration(t, [fileOf("observe-only")]);
      await send(list);
      const driven = await send(exchange);
      assert.ok(isUntouched(driven), denialOf(driven) ?? "edited");
      if (codes[name] !== "")
        assert.ok(recordedOf(driven).includes(codes[name] as string), `${recordedOf(driven)}`);
      assert.ok(manager.plugins().every(({ mode }) => mode === "audit"));
    });

  test("what is well meant leaves nothing but the record of the call", async (t) => {
    const { send, log, warnings, notices } = await configuration(t, [fileOf("observe-only")]);
    assert.deepEqual([warnings, notices], [[], []]);
    for (const [name, exchange] of Object.entries(benign)) {
      const driven = await send(exchange);
      assert.ok(isUntouched(driven), name);
      assert.deepEqual(recordedOf(driven), [], name);
    }
    assert.deepEqual(new Set(log.map(({ message }) => message)), new Set(["audit"]));
  });
});

test("every entry says why it is there, or follows one that does", () => {
  for (const profile of [...Object.keys(profiles), "observe-only"]) {
    const text = readFileSync(fileOf(profile), "utf8");
    assert.match(text, new RegExp(`^# ${profile}: `));
    assert.ok(text.split("\n").every((line) => line.length <= 130));
  }
});
