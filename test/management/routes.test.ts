import assert from "node:assert/strict";
import { test } from "node:test";
import { json } from "../../src/management/reply.ts";
import { dispatch, type Route } from "../../src/management/routes.ts";

const token = "a-token-of-a-test";
const routes: readonly Route[] = [
  { method: "GET", path: "/a", answer: ({ query }) => json(200, { at: "a", q: query.get("q") }) },
  { method: "GET", path: "/a/fixed", answer: () => json(200, { at: "fixed" }) },
  { method: "POST", path: "/a/fixed", writes: true, answer: () => json(200, { at: "written" }) },
  { method: "GET", path: "/a/{name}", answer: ({ name }) => json(200, { name }) },
];

/** A body that must not be read before it is known that it is wanted. */
const body = () => assert.fail("the body was read");

const table: readonly [method: string, url: string, status: number, body: object][] = [
  ["GET", "/a", 200, { at: "a", q: null }],
  ["HEAD", "/a", 200, { at: "a", q: null }],
  ["GET", "/a?q=1%202", 200, { at: "a", q: "1 2" }],
  ["GET", "/a?q=%ff", 200, { at: "a", q: "\ufffd" }],
  ["GET", "/a/fixed", 200, { at: "fixed" }],
  ["GET", "/a/x%20y", 200, { name: "x y" }],
  ["GET", "/a/__proto__", 200, { name: "__proto__" }],
  ["GET", "/a/%2f..%2fb", 200, { name: "/../b" }],
  ["GET", "/a/%ff", 404, { error: "not found" }],
  ["GET", "/a/x/y", 404, { error: "not found" }],
  ["GET", "/a/", 404, { error: "not found" }],
  ["GET", "/A", 404, { error: "not found" }],
  ["GET", "", 404, { error: "not found" }],
  ["GET", "*", 404, { error: "not found" }],
  ["POST", "/a", 405, { error: "method not allowed" }],
  ["DELETE", "/a/x", 405, { error: "method not allowed" }],
  ["DELETE", "/b", 404, { error: "not found" }],
];
for (const [method, url, status, told] of table) {
  test(`${method} ${url || "nothing"}: ${status}`, async () => {
    const reply = await dispatch(routes, { token }, { method, url, headers: {}, body });
    assert.equal(reply.status, status);
    assert.deepEqual(JSON.parse(reply.body), told);
  });
}

test("405 tells the methods that the path has", async () => {
  const allowOf = async (url: string) =>
    (await dispatch(routes, { token }, { method: "PUT", url, headers: {}, body })).headers?.["allow"];
  assert.equal(await allowOf("/a"), "GET");
  assert.equal(await allowOf("/a/fixed"), "GET, POST");
});

const authorizations: readonly [given: string | undefined, status: number][] = [
  [`Bearer ${token}`, 200],
  [`bearer ${token}`, 200],
  [undefined, 401],
  ["", 401],
  ["Bearer", 401],
  ["Bearer ", 401],
  [token, 401],
  [`Basic ${token}`, 401],
  [`Bearer ${token} `, 401],
  [`Bearer  ${token}`, 401],
  [`Bearer ${token}x`, 401],
  [`Bearer ${token.slice(0, -1)}`, 401],
  [`Bearer ${token.toUpperCase()}`, 401],
];
for (const [authorization, status] of authorizations) {
  test(`what changes something, with ${JSON.stringify(authorization)}: ${status}`, async () => {
    const headers = authorization === undefined ? {} : { authorization };
    const reply = await dispatch(routes, { token }, { method: "POST", url: "/a/fixed", headers, body });
    assert.equal(reply.status, status);
    assert.equal(reply.headers?.["www-authenticate"], status === 401 ? "Bearer" : undefined);
    assert.ok(!reply.body.includes(token));
  });
}

test("without a configured token nothing can be changed, whatever is sent", async () => {
  for (const authorization of ["Bearer ", "Bearer undefined", `Bearer ${token}`]) {
    const reply = await dispatch(
      routes,
      {},
      {
        method: "POST",
        url: "/a/fixed",
        headers: { authorization },
        body,
      },
    );
    assert.equal(reply.status, 403);
  }
});

const takesBody: readonly Route[] = [
  { method: "PUT", path: "/b", writes: true, readsBody: true, answer: ({ body }) => json(200, { body }) },
];
const bodies: readonly [text: string | undefined, status: number, told: object][] = [
  ['{"a":1}', 200, { body: { a: 1 } }],
  ["null", 200, { body: null }],
  ["", 400, { error: "the body is not JSON" }],
  ["{", 400, { error: "the body is not JSON" }],
  [undefined, 413, { error: "the body is too large" }],
];
for (const [text, status, told] of bodies) {
  test(`a body ${JSON.stringify(text)}: ${status}`, async () => {
    const headers = { authorization: `Bearer ${token}` };
    const request = { method: "PUT", url: "/b", headers, body: async () => text };
    const reply = await dispatch(takesBody, { token }, request);
    assert.deepEqual([reply.status, JSON.parse(reply.body)], [status, told]);
    const refused = await dispatch(takesBody, { token }, { ...request, headers: {}, body });
    assert.equal(refused.status, 401);
  });
}
