import assert from "node:assert/strict";
import type { HttpDenial, RequestHead } from "../../../src/inspection/verdict.ts";

/** A request of this client. */
export const from = (address: string): Partial<RequestHead> => ({
  attributes: () => ({ "source.address": address }),
});

/** The denial that a plan must be. */
export function denial(plan: { kind: string; denial?: HttpDenial }): HttpDenial {
  assert.equal(plan.kind, "deny");
  assert.ok(plan.denial);
  return plan.denial;
}

/** The JSON-RPC error that a denial carries. */
export function error(made: HttpDenial): {
  id: unknown;
  error: { code: number; message: string; data: object };
} {
  return JSON.parse(Buffer.from(made.body).toString());
}

export const header = ({ headers }: HttpDenial, name: string) => headers.find(([key]) => key === name)?.[1];
