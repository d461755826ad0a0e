import { passesLuhn } from "plugins-adapter/framework";
import { digitAt, hasDate, isDay, isMonotone, pair, passesVerhoeff, weighted } from "./check-digits.ts";
import type { Scheme } from "./scheme.ts";

/** Personal and tax numbers of Asia, Oceania and Africa, by the descriptions of who gives them out. */
export const asiaPacificAfrica: readonly Scheme[] = [
  {
    country: "AU",
    name: "TFN",
    forms: [],
    labelled: ["D9", "D3 D3 D3"],
    isRight: (code) => !isMonotone(code) && weighted(code, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
  },
  {
    country: "AU",
    name: "Medicare number",
    forms: [],
    labelled: ["D10", "D4 D5 D1"],
    isRight: (code) =>
      code >= "2" && code < "7" && weighted(code, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digitAt(code, 8),
  },
  {
    country: "CN",
    name: "resident identity number",
    forms: ["D18", "D17A1"],
    labelled: [],
    isRight: isChinese,
  },
  { country: "IL", name: "teudat zehut", forms: [], labelled: ["D9", "D8-D1"], isRight: passesLuhn },
  {
    country: "IN",
    name: "Aadhaar",
    forms: ["D4 D4 D4"],
    labelled: ["D12", "D4-D4-D4"],
    isRight: (code) => code >= "2" && !isMonotone(code) && passesVerhoeff(code),
  },
  {
    country: "JP",
    name: "My Number",
    forms: [],
    labelled: ["D12", "D4 D4 D4", "D4-D4-D4"],
    isRight(code) {
      const left = weighted(code, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
      return (left <= 1 ? 0 : 11 - left) === digitAt(code, 11);
    },
  },
  {
    country: "KR",
    name: "resident registration number",
    forms: ["D6-D7"],
    labelled: ["D13"],
    isRight: (code) =>
      hasDate(code, 0) &&
      digitAt(code, 6) >= 1 &&
      digitAt(code, 6) <= 8 &&
      (11 - (weighted(code, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10 === digitAt(code, 12),
  },
  { country: "SG", name: "NRIC", forms: ["A1D7A1"], labelled: [], isRight: isSingaporean },
  {
    country: "TH",
    name: "identification number",
    forms: ["D1-D4-D5-D2-D1"],
    labelled: ["D13", "D1 D4 D5 D2 D1"],
    isRight: (code) =>
      code[0] !== "0" &&
      (11 - (weighted(code, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digitAt(code, 12),
  },
  {
    country: "TW",
    name: "national identification number",
    forms: [],
    labelled: ["A1D9"],
    isRight: isTaiwanese,
  },
  {
    country: "ZA",
    name: "identity number",
    forms: ["D13", "D6 D4 D3"],
    labelled: [],
    isRight: (code) =>
      hasDate(code, 0) &&
      "012".includes(code[10] as string) &&
      "89".includes(code[11] as string) &&
      passesLuhn(code),
  },
];

/** Area, YYYYMMDD, serial, and a character of ISO 7064, MOD 11-2. */
function isChinese(code: string): boolean {
  const year = Number(code.slice(6, 10));
  if (code[0] === "0" || year < 1900 || year > 2099 || !isDay(pair(code, 10), pair(code, 12))) return false;
  const sum = weighted(code, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return code[17] === "10X98765432"[sum % 11];
}

/** S and T are citizens, F and G foreigners; those from 2000 on have 4 more. */
function isSingaporean(code: string): boolean {
  const letters = { S: "JZIHGFEDCBA", T: "JZIHGFEDCBA", F: "XWUTRQPNMLK", G: "XWUTRQPNMLK" }[
    code[0] as string
  ];
  if (letters === undefined) return false;
  const sum = weighted(code.slice(1), [2, 7, 6, 5, 4, 3, 2]) + (code[0] === "T" || code[0] === "G" ? 4 : 0);
  return code[8] === letters[sum % 11];
}

/** The letters of places, in the order of their values from 10 on. */
const taiwanesePlaces = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

function isTaiwanese(code: string): boolean {
  const place = taiwanesePlaces.indexOf(code[0] as string) + 10;
  const sum =
    Math.floor(place / 10) + (place % 10) * 9 + weighted(code.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1]);
  return "1289".includes(code[1] as string) && sum % 10 === 0;
}
