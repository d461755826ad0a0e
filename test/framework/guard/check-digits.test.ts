import assert from "node:assert/strict";
import { test } from "node:test";
import { passesIban, passesLuhn } from "../../../src/framework/guard/check-digits.ts";

test("the check digit of a card's number", () => {
  for (const digits of ["4111111111111111", "5500005555555559", "378282246310005", "79927398713"])
    assert.ok(passesLuhn(digits), digits);
  for (const digits of ["4111111111111112", "1411111111111111", "79927398710"])
    assert.ok(!passesLuhn(digits), digits);
});

test("the check digits of an IBAN, in either case", () => {
  for (const iban of ["GB82WEST12345698765432", "DE89370400440532013000", "de89370400440532013000"])
    assert.ok(passesIban(iban), iban);
  for (const iban of ["GB82WEST12345698765433", "DE98370400440532013000"]) assert.ok(!passesIban(iban), iban);
});
