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
for (const [method, url, status, body] of table) {
  test(`${method} ${url || "nothing"}: ${status}`, async () => {
    const reply = await dispatch(routes, token, { method, url, headers: {} });
    assert.equal(reply.status, status);
    assert.deepEqual(JSON.parse(reply.body), body);
  });
}

test("405 tells the methods that the path has", async () => {
  const allowOf = async (url: string) =>
    (await dispatch(routes, token, { method: "PUT", url, headers: {} })).headers?.["allow"];
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
    const reply = await dispatch(routes, token, { method: "POST", url: "/a/fixed", headers });
    assert.equal(reply.status, status);
    assert.equal(reply.headers?.["www-authenticate"], status === 401 ? "Bearer" : undefined);
    assert.ok(!reply.body.includes(token));
  });
}

test("without a configured token nothing can be changed, whatever is sent", async () => {
  for (const authorization of ["Bearer ", "Bearer undefined", `Bearer ${token}`]) {
    const reply = await dispatch(routes, undefined, {
      method: "POST",
      url: "/a/fixed",
      headers: { authorization },
    });
    assert.equal(reply.status, 403);
  }
});
