import { digitAt, isDay, pair, passesMod11And10, rest, weighted } from "./check-digits.ts";
import type { Scheme } from "./scheme.ts";

/** Personal and tax numbers of eastern Europe and Turkey, by the descriptions of who gives them out. */
export const easternEurope: readonly Scheme[] = [
  {
    country: "BG",
    name: "EGN",
    forms: [],
    labelled: ["D10"],
    isRight: (code) =>
      isDay(pair(code, 2) % 20, pair(code, 4)) &&
      (weighted(code, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === digitAt(code, 9),
  },
  { country: "CZ", name: "rodne cislo", forms: ["D6/D4"], labelled: ["D10"], isRight: isBirthNumber },
  { country: "HR", name: "OIB", forms: [], labelled: ["D11"], isRight: passesMod11And10 },
  {
    country: "HU",
    name: "TAJ",
    forms: [],
    labelled: ["D9", "D3 D3 D3", "D3-D3-D3"],
    isRight: (code) => weighted(code, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === digitAt(code, 8),
  },
  {
    country: "PL",
    name: "PESEL",
    forms: [],
    labelled: ["D11"],
    isRight: (code) =>
      isDay(pair(code, 2) % 20, pair(code, 4)) &&
      weighted(code, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
  },
  {
    country: "RO",
    name: "CNP",
    forms: [],
    labelled: ["D13"],
    isRight(code) {
      const left = weighted(code, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
      return (
        code[0] !== "0" &&
        isDay(pair(code, 3), pair(code, 5)) &&
        (left === 10 ? 1 : left) === digitAt(code, 12)
      );
    },
  },
  {
    country: "RS",
    name: "JMBG",
    forms: [],
    labelled: ["D13"],
    isRight: (code) =>
      isDay(pair(code, 2), pair(code, 0)) &&
      (11 - (weighted(code, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digitAt(code, 12),
  },
  {
    country: "RU",
    name: "SNILS",
    forms: ["D3-D3-D3 D2", "D3-D3-D3-D2"],
    labelled: ["D11"],
    isRight: isSnils,
  },
  {
    country: "RU",
    name: "INN",
    forms: [],
    labelled: ["D12"],
    isRight: (code) =>
      (weighted(code, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === digitAt(code, 10) &&
      (weighted(code, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === digitAt(code, 11),
  },
  { country: "SK", name: "rodne cislo", forms: ["D6/D4"], labelled: ["D10"], isRight: isBirthNumber },
  { country: "TR", name: "TC kimlik", forms: [], labelled: ["D11"], isRight: isTurkish },
  {
    country: "UA",
    name: "RNOKPP",
    forms: [],
    labelled: ["D10"],
    isRight: (code) =>
      (((weighted(code, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11) + 11) % 11) % 10 === digitAt(code, 9),
  },
];

/** YYMMDD (months of women have 50 more, of numbers that ran out 20), serial; a multiple of 11. */
function isBirthNumber(code: string): boolean {
  const month = (pair(code, 2) % 50) % 20;
  if (!isDay(month, pair(code, 4))) return false;
  return rest(code, 11) === 0 || (rest(code.slice(0, 9), 11) === 10 && code[9] === "0");
}

function isSnils(code: string): boolean {
  const sum = weighted(code, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101;
  return code.slice(0, 9) > "001001998" && (sum === 100 ? 0 : sum) === pair(code, 9);
}

/** Two check digits: sevenfold odd places less the even ones, and the sum of all. */
function isTurkish(code: string): boolean {
  const odd = weighted(code, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
  const even = weighted(code, [0, 1, 0, 1, 0, 1, 0, 1]);
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  return code[0] !== "0" && tenth === digitAt(code, 9) && (odd + even + tenth) % 10 === digitAt(code, 10);
}
