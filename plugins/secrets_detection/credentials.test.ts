import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { literalSet } from "plugins-adapter/framework";
import { base62, drawn, hex } from "../../test/plugins/drawn.ts";
import { finderOf } from "./detect.ts";

// Everything that looks like a secret is put together when the tests run, so that no scanner takes this file for a leak.

const everything = finderOf(
  { isOn: (type) => type !== "hex_secret_32" && type !== "base64_24", verifyChecksums: false },
  literalSet,
);

/** Type and text of what is found. */
function found(text: string): [type: string, secret: string][] {
  return everything(text, undefined).map(({ type, start, end }) => [type, text.slice(start, end)]);
}

const key = drawn(base62, 32);
const hexKey = drawn(hex, 32);
const generic = "generic_api_key_assignment";

describe("credentials of other kinds", () => {
  const body = [drawn(base62, 64, 1), drawn(base62, 64, 2), `${drawn(base62, 30, 3)}==`].join("\n");
  for (const title of [
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
  ]) {
    test(title, () => {
      const block = `-----BEGIN ${title}-----\n${body}\n-----END ${title}-----`;
      assert.deepEqual(found(`a ${block} b`), [["private_key_block", block]]);
      const escaped = block.replaceAll("\n", "\\n");
      assert.deepEqual(found(`"${escaped}"`), [["private_key_block", escaped]]);
      const cut = block.slice(0, 120);
      assert.deepEqual(found(`${cut}`), [["private_key_block", cut]]);
    });
  }

  test("a service account's file", () => {
    const file = JSON.stringify({
      type: "service_account",
      private_key: `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`,
    });
    assert.deepEqual(
      found(file).map(([type]) => type),
      ["private_key_block"],
    );
  });

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const jwt = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: "4711", name: "jane" })}.${drawn(base62, 43)}`;
  test("a JSON Web Token, whose header names an algorithm", () => {
    assert.deepEqual(found(`x ${jwt}.`), [["jwt_like", jwt]]);
    assert.deepEqual(
      found(`${encode({ a: "HS256", b: "JWT12" })}.${encode({ sub: "4711" })}.${drawn(base62, 43)}`),
      [],
    );
  });

  test("headers", () => {
    assert.deepEqual(found(`Authorization: Bearer ${key}`), [["authorization_header", key]]);
    const basic = Buffer.from("jane:s3cret-w").toString("base64");
    assert.deepEqual(found(`-H 'Authorization: Basic ${basic}'`), [["authorization_header", basic]]);
  });

  test("passwords that commands are handed, and a line of .netrc", () => {
    const password = "Zx81kk2x";
    for (const text of [
      `sshpass -p '${password}' ssh a@b`,
      `docker login -u joe -p ${password} registry.example`,
      `docker login --username joe --password=${password}`,
      `mysql -uroot -p${password} db`,
      `psexec \\\\host -u admin -p ${password} cmd`,
      `net use \\\\srv\\share /user:dom\\bob ${password}`,
      `machine api.example login bob password ${password}`,
      `<password>${password}!</password>`.replace("!", ""),
    ])
      assert.deepEqual(found(text), [["password_assignment", password]], text);
    for (const text of [
      "mysql -uroot -p mydb",
      "docker login -u joe -p $PASSWORD registry",
      "docker run -p 8080:8080 image",
      "machine learning login is described; password reset, too",
      "net use z: \\\\srv\\share /persistent:yes",
    ])
      assert.deepEqual(found(text), [], text);
  });

  test("passwords' hashes", () => {
    const crypt = (count: number) => drawn(`${base62}./`, count);
    for (const hash of [
      `$2b$12$${crypt(53)}`,
      `$6$${crypt(8)}$${crypt(86)}`,
      `$5$rounds=5000$${crypt(16)}$${crypt(43)}`,
      `$y$j9T$${crypt(22)}$${crypt(43)}`,
      `$argon2id$v=19$m=65536,t=3,p=4$${drawn(base62, 22)}$${drawn(base62, 43)}`,
    ])
      assert.deepEqual(found(`root:${hash}:19000:0:99999:7:::`), [["password_hash", hash]]);
  });

  test("keys of all characters", () => {
    const drawnFromAll = drawn("abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*-_=+", 50).replace(/\w\(/g, "x");
    assert.deepEqual(found(`SECRET_KEY = '${drawnFromAll}'`), [[generic, drawnFromAll]]);
    assert.deepEqual(found("SECRET_KEY = 'a(b) => c.find({id: 1}); d.e[f] = g + h % 2;'"), []);
  });

  test("passwords in URLs", () => {
    assert.deepEqual(found("postgres://jane:s3cr%40t@db.internal:5432/x"), [
      ["connection_string", "s3cr%40t"],
    ]);
    assert.deepEqual(found("redis://:s3cret@redis"), [["connection_string", "s3cret"]]);
  });

  test("Secrets of Kubernetes, in YAML, JSON, and JSON in a string", () => {
    const type = "kubernetes_secret";
    const value = Buffer.from("correct-horse-9").toString("base64");
    const yaml = `apiVersion: v1\ndata:\n  blob: ${value}\n  other: "${value}"\nkind: Secret\nmetadata:\n  name: x\n`;
    assert.deepEqual(found(yaml), [
      [type, value],
      [type, value],
    ]);
    assert.deepEqual(found(`kind: Secret\nstringData:\n  login: correcthorse\n`), [[type, "correcthorse"]]);
    const json = JSON.stringify({ kind: "Secret", data: { one: value, two: value } });
    for (const text of [json, JSON.stringify(json), JSON.stringify(JSON.parse(json), undefined, 2)]) {
      assert.deepEqual(
        found(text).map(([, secret]) => secret),
        [value, value],
      );
    }
    for (const text of [
      yaml.replace("Secret", "ConfigMap"),
      yaml.replace("Secret", "SealedSecret"),
      yaml.replace("kind: Secret", "\n---\nkind: Secret"),
      "kind: Secret\ndata:\n  a: {{ .Values.a }}\n  b: \n",
      "kind: Secret\ndata:\n  b: ''\n  c: short\nmetadata: somethingplain1",
      `kind: Secret\ndata:\n  ca.crt: ${value}\n`,
      "The kind: Secret is explained below; data: everything that it holds",
    ])
      assert.deepEqual(found(text), [], text);
  });

  test("long random texts on request", () => {
    const find = finderOf(
      { isOn: (type) => type === "hex_secret_32" || type === "base64_24", verifyChecksums: false },
      literalSet,
    );
    assert.deepEqual(
      find(`a ${hexKey} b`, undefined).map(({ type }) => type),
      ["hex_secret_32"],
    );
    assert.deepEqual(
      find(`a ${key} b`, undefined).map(({ type }) => type),
      ["base64_24"],
    );
    assert.deepEqual(find("anOrdinaryIdentifierOfSomeLength", undefined), []);
  });
});
