import { passesLuhn } from "plugins-adapter/framework";
import { digitAt, hasDate, isMonotone, pair, weighted } from "./check-digits.ts";
import type { Scheme } from "./scheme.ts";

/** Personal and tax numbers of the Americas, by the descriptions of who gives them out. */
export const americas: readonly Scheme[] = [
  {
    country: "AR",
    name: "CUIL",
    forms: ["D2-D8-D1"],
    labelled: ["D11"],
    isRight(code) {
      if (!["20", "23", "24", "27"].includes(code.slice(0, 2))) return false;
      const check = 11 - (weighted(code, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
      return (check === 11 ? 0 : check === 10 ? 9 : check) === digitAt(code, 10);
    },
  },
  { country: "BR", name: "CPF", forms: ["D3.D3.D3-D2"], labelled: ["D11", "D9-D2"], isRight: isCpf },
  {
    country: "CA",
    name: "SIN",
    forms: ["D3-D3-D3"],
    labelled: ["D9", "D3 D3 D3"],
    isRight: (code) => code[0] !== "0" && code[0] !== "8" && passesLuhn(code),
  },
  {
    country: "CL",
    name: "RUT",
    forms: ["D2.D3.D3-D1", "D2.D3.D3-A1", "D1.D3.D3-D1", "D1.D3.D3-A1"],
    labelled: ["D8-D1", "D8-A1", "D7-D1", "D7-A1", "D9", "D8A1"],
    isRight: isRut,
  },
  { country: "MX", name: "CURP", forms: ["A4D6A6D2", "A4D6A7D1"], labelled: [], isRight: isCurp },
  { country: "US", name: "ITIN", forms: ["D3-D2-D4"], labelled: ["D9"], isRight: isItin },
];

function isCpf(code: string): boolean {
  const check = (count: number) => {
    let sum = 0;
    for (let index = 0; index < count; index++) sum += digitAt(code, index) * (count + 1 - index);
    return ((sum * 10) % 11) % 10;
  };
  return !isMonotone(code) && check(9) === digitAt(code, 9) && check(10) === digitAt(code, 10);
}

/** Weights 2 to 7 from the right, over and over; 10 is K. */
function isRut(code: string): boolean {
  let sum = 0;
  for (let index = code.length - 2, weight = 2; index >= 0; index--, weight = weight === 7 ? 2 : weight + 1)
    sum += digitAt(code, index) * weight;
  return !isMonotone(code) && code.at(-1) === "0K987654321"[sum % 11];
}

const curpAlphabet = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ";

/** Letters of the names, YYMMDD, sex, state, consonants, one character against doubles, check digit. */
function isCurp(code: string): boolean {
  if (!hasDate(code, 4) || !"HMX".includes(code[10] as string)) return false;
  let sum = 0;
  for (let index = 0; index < 17; index++) sum += curpAlphabet.indexOf(code[index] as string) * (18 - index);
  return (10 - (sum % 10)) % 10 === digitAt(code, 17);
}

/** No check digit: a 9, and the groups that the IRS gives out. */
function isItin(code: string): boolean {
  const group = pair(code, 3);
  const isGiven =
    (group >= 50 && group <= 65) ||
    (group >= 70 && group <= 88) ||
    (group >= 90 && group <= 92) ||
    (group >= 94 && group <= 99);
  return code[0] === "9" && isGiven && code.slice(5) !== "0000";
}
