import { isAlphanumeric, isDigit } from "../characters.ts";
import type { Detector } from "../finding.ts";

/** AWS access key ids: one of the prefixes of the IAM user guide ("unique identifiers") and 16 capitals or digits. */
export const detectAwsKeys: Detector = ({ text }, found) => {
  for (const prefix of ["AKIA", "ASIA"]) {
    for (let start = text.indexOf(prefix); start !== -1; start = text.indexOf(prefix, start + 1)) {
      const end = start + keyLength;
      let index = start + prefix.length;
      while (index < end && isKeyCharacter(text.charCodeAt(index))) index++;
      const apart = !isAlphanumeric(text.charCodeAt(start - 1)) && !isAlphanumeric(text.charCodeAt(end));
      if (index === end && apart) found.push({ type: "aws_key", start, end });
    }
  }
};

const keyLength = 20;

function isKeyCharacter(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x5a);
}
