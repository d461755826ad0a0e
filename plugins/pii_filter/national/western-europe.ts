import { passesLuhn } from "plugins-adapter/framework";
import {
  beginsWithDay,
  digitAt,
  isDay,
  isMonotone,
  pair,
  passesMod11And10,
  rest,
  weighted,
} from "./check-digits.ts";
import type { Scheme } from "./scheme.ts";

/** Personal and tax numbers of western and southern Europe, by the descriptions of who gives them out. */
export const westernEurope: readonly Scheme[] = [
  {
    country: "AT",
    name: "Sozialversicherungsnummer",
    forms: [],
    labelled: ["D10", "D4 D6"],
    isRight: (code) =>
      isDay(pair(code, 6), pair(code, 4)) &&
      weighted(code, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === digitAt(code, 3),
  },
  {
    country: "BE",
    name: "rijksregisternummer",
    forms: ["D2.D2.D2-D3.D2", "D6-D3-D2", "D6-D3.D2"],
    labelled: ["D11", "D6 D3 D2"],
    isRight: isBelgian,
  },
  {
    country: "CH",
    name: "AHV",
    forms: ["D3.D4.D4.D2", "D13"],
    labelled: [],
    isRight: (code) =>
      code.startsWith("756") &&
      (10 - (weighted(code, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 === digitAt(code, 12),
  },
  {
    country: "DE",
    name: "Steuer-ID",
    forms: [],
    labelled: ["D11", "D2 D3 D3 D3"],
    isRight: (code) => code[0] !== "0" && hasOneRepeated(code.slice(0, 10)) && passesMod11And10(code),
  },
  {
    country: "ES",
    name: "DNI",
    forms: ["D8A1", "D8-A1", "A1D7A1", "A1-D7-A1", "A1-D7A1"],
    labelled: [],
    isRight: isSpanish,
  },
  {
    country: "FR",
    name: "NIR",
    forms: ["D15", "D1 D2 D2 D2 D3 D3 D2", "D6A1D8", "D1 D2 D2 D1A1 D3 D3 D2"],
    labelled: [],
    isRight: isFrench,
  },
  {
    country: "GR",
    name: "AMKA",
    forms: [],
    labelled: ["D11"],
    isRight: (code) => beginsWithDay(code) && passesLuhn(code),
  },
  { country: "IT", name: "codice fiscale", forms: ["A6D2A1D2A1D3A1"], labelled: [], isRight: isItalian },
  {
    country: "PT",
    name: "NIF",
    forms: [],
    labelled: ["D9", "D3 D3 D3"],
    isRight(code) {
      const left = weighted(code, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
      return (left < 2 ? 0 : 11 - left) === digitAt(code, 8);
    },
  },
];

/** YYMMDD, serial, and what is missing to 97; from 2000 on with a 2 before it. Unknown months are 0, others have 20 or 40 more. */
function isBelgian(code: string): boolean {
  const month = pair(code, 2) % 20;
  if (month !== 0 ? !isDay(month, pair(code, 4)) : pair(code, 4) > 31) return false;
  const check = pair(code, 9);
  return [code.slice(0, 9), `2${code.slice(0, 9)}`].some((digits) => 97 - rest(digits, 97) === check);
}

/** Of ten digits one is there twice or three times, the others once at most. */
function hasOneRepeated(digits: string): boolean {
  const counts = new Map<string, number>();
  for (const digit of digits) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] as number) <= 3;
}

/** A number and a letter of its rest by 23; X, Y and Z of foreigners are 0, 1 and 2. */
function isSpanish(code: string): boolean {
  const foreign = "XYZ".indexOf(code[0] as string);
  if (foreign === -1 && !/^\d/.test(code)) return false;
  const number = (foreign === -1 ? "" : String(foreign)) + code.slice(foreign === -1 ? 0 : 1, -1);
  return !isMonotone(number) && code.at(-1) === "TRWAGMYFPDXBNJZSQVHLCKE"[Number(number) % 23];
}

/** Sex, year, month, department (2A and 2B count as 19 and 18), commune, serial, and what is missing to 97. */
function isFrench(code: string): boolean {
  if (code[0] !== "1" && code[0] !== "2") return false;
  const month = pair(code, 3);
  const isMonth = (month >= 1 && month <= 12) || month === 20 || (month >= 30 && month <= 42) || month >= 50;
  const department = code.slice(5, 7);
  const digits = code.replace("2A", "19").replace("2B", "18");
  if (!isMonth || !/^\d+$/.test(digits) || (department !== "2A" && department !== "2B" && digits !== code))
    return false;
  return 97 - rest(digits.slice(0, 13), 97) === pair(digits, 13);
}

/** Values of the characters in odd places, from 0 to 9 and A to Z; digits and letters of one value are the same. */
const italianOdd = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/** Consonants of the names, year, month as a letter, day (40 more for women), place, check letter. */
function isItalian(code: string): boolean {
  const day = pair(code, 9) > 40 ? pair(code, 9) - 40 : pair(code, 9);
  if (!"ABCDEHLMPRST".includes(code[8] as string) || day < 1 || day > 31) return false;
  let sum = 0;
  for (let index = 0; index < 15; index++) {
    const unit = code.charCodeAt(index);
    const value = unit >= 0x41 ? unit - 0x41 : unit - 0x30;
    sum += index % 2 === 0 ? (italianOdd[value] as number) : value;
  }
  return code.charCodeAt(15) - 0x41 === sum % 26;
}
