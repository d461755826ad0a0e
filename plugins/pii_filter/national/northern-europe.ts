import { passesLuhn } from "plugins-adapter/framework";
import { beginsWithDay, digitAt, hasDate, isDay, pair, weighted } from "./check-digits.ts";
import type { Scheme } from "./scheme.ts";

/** Personal numbers of the Nordic and Baltic countries, Britain and Ireland, by the descriptions of who gives them out. */
export const northernEurope: readonly Scheme[] = [
  {
    country: "DK",
    name: "CPR",
    forms: [],
    labelled: ["D6-D4", "D10"],
    // Since 2007 numbers without the check digit are given out.
    isRight: beginsWithDay,
  },
  { country: "EE", name: "isikukood", forms: [], labelled: ["D11"], isRight: isBalticCode },
  {
    country: "FI",
    name: "henkilotunnus",
    forms: [...finnish("-"), ...finnish("+"), "D6A1D3A1", "D6A1D4"],
    labelled: [],
    isRight: isFinnish,
  },
  {
    country: "GB",
    name: "National Insurance number",
    forms: ["A2 D2 D2 D2 A1"],
    labelled: ["A2D6A1", "A2 D6 A1"],
    isRight: (code) => nino.test(code) && !ninoReserved.has(code.slice(0, 2)),
  },
  {
    country: "GB",
    name: "NHS number",
    forms: [],
    labelled: ["D10", "D3 D3 D4", "D3-D3-D4"],
    isRight: (code) => (11 - (weighted(code, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digitAt(code, 9),
  },
  { country: "IE", name: "PPS number", forms: [], labelled: ["D7A1", "D7A2"], isRight: isPps },
  { country: "LT", name: "asmens kodas", forms: [], labelled: ["D11"], isRight: isBalticCode },
  {
    country: "NO",
    name: "fodselsnummer",
    forms: ["D11", "D6 D5"],
    labelled: [],
    isRight: isNorwegian,
  },
  {
    country: "SE",
    name: "personnummer",
    forms: ["D6-D4", "D6+D4", "D8-D4", "D8+D4"],
    labelled: ["D10", "D12"],
    isRight: isSwedish,
  },
];

/** Century, YYMMDD, serial, and a check digit of two rounds. */
function isBalticCode(code: string): boolean {
  if (digitAt(code, 0) < 1 || digitAt(code, 0) > 8 || !hasDate(code, 1)) return false;
  const first = weighted(code, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  const check = first < 10 ? first : weighted(code, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
  return check % 10 === digitAt(code, 10);
}

function finnish(sign: string): readonly string[] {
  return [`D6${sign}D3A1`, `D6${sign}D4`];
}

/** DDMMYY, a sign or letter for the century, serial, and a character of the rest by 31. */
function isFinnish(code: string): boolean {
  const century = code.length === 11 ? (code[6] as string) : "";
  if (!beginsWithDay(code) || (century !== "" && !"ABCDEFUVWXY".includes(century))) return false;
  const serial = code.slice(6 + century.length, 9 + century.length);
  const check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(code.slice(0, 6) + serial) % 31];
  return Number(serial) >= 2 && check === code[9 + century.length];
}

const nino = /^[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]\d{6}[A-D]$/;
const ninoReserved: ReadonlySet<string> = new Set(["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"]);

/** Seven digits, and a letter of the rest by 23; a second letter counts nine times. */
function isPps(code: string): boolean {
  const second = code.length === 9 ? code.charCodeAt(8) - 0x40 : 0;
  // W is nothing, in the second place too.
  const extra = second === 23 ? 0 : second;
  if (extra > 9) return false;
  const value = (weighted(code, [8, 7, 6, 5, 4, 3, 2]) + extra * 9) % 23;
  return code[7] === "WABCDEFGHIJKLMNOPQRSTUV"[value];
}

/** DDMMYY (the day of a D number has 40 more), serial, two check digits by 11. */
function isNorwegian(code: string): boolean {
  const day = pair(code, 0) > 40 ? pair(code, 0) - 40 : pair(code, 0);
  if (!isDay(pair(code, 2), day)) return false;
  const first = (11 - (weighted(code, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
  const second = (11 - (weighted(code, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return first === digitAt(code, 9) && second === digitAt(code, 10);
}

/** (YY)YYMMDD (the day of a coordination number has 60 more), serial, Luhn digit over the last ten. */
function isSwedish(code: string): boolean {
  const short = code.slice(-10);
  if (code.length === 12 && !["18", "19", "20"].includes(code.slice(0, 2))) return false;
  const day = pair(short, 4) > 60 ? pair(short, 4) - 60 : pair(short, 4);
  return isDay(pair(short, 2), day) && passesLuhn(short);
}
