import { isAlphanumeric } from "../characters.ts";
import { digitsOf, eachDigitChain, lengthOf } from "../digit-chains.ts";
import type { Detector } from "../finding.ts";

/** US social security numbers written 3-2-4 with dashes. Other spellings need a label, see `labelled.ts`. */
export const detectSsns: Detector = (scan, found) => {
  const { text } = scan;
  eachDigitChain(scan, isDash, 1, { groups: 3, length: 11 }, (chain) => {
    for (let from = 0; from + 3 <= chain.length; from++) {
      const sizes = [lengthOf(chain[from]), lengthOf(chain[from + 1]), lengthOf(chain[from + 2])];
      if (sizes[0] !== 3 || sizes[1] !== 2 || sizes[2] !== 4) continue;
      const start = chain[from]?.start as number;
      const end = chain[from + 2]?.end as number;
      const apart = !isAlphanumeric(text.charCodeAt(start - 1)) && !isAlphanumeric(text.charCodeAt(end));
      if (apart && isSsn(digitsOf(text, chain, from, from + 3))) found.push({ type: "ssn", start, end });
    }
  });
};

/** Whether nine digits can be a number that was given out: no area 000, 666 or 9xx, no group 00, no serial 0000. */
export function isSsn(digits: string): boolean {
  const area = digits.slice(0, 3);
  return (
    digits.length === 9 &&
    area !== "000" &&
    area !== "666" &&
    digits[0] !== "9" &&
    digits.slice(3, 5) !== "00" &&
    digits.slice(5) !== "0000"
  );
}

function isDash(code: number): boolean {
  return code === 0x2d;
}
