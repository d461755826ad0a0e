import { passesIban } from "plugins-adapter/framework";
import { isAlphanumeric, isAsciiLetter, isDigit } from "./characters.ts";
import type { Detector } from "./finding.ts";

/** Bank accounts as IBANs (ISO 13616): length by country, check digits right. Spaces and dashes may group them. */
export const detectIbans: Detector = ({ text, groups }, found) => {
  for (const group of groups) {
    // The check digits come after the country's two letters.
    const start = group.start - 2;
    if (!isAsciiLetter(text.charCodeAt(start)) || isAlphanumeric(text.charCodeAt(start - 1))) continue;
    const end = isIbanAt(text, start, true);
    if (end !== undefined) found.push({ type: "bank_account", start, end });
  }
};

/** End of an IBAN that begins at `start`; without `strict` its country and check digits need not be right. */
export function isIbanAt(text: string, start: number, strict: boolean): number | undefined {
  if (!isAsciiLetter(text.charCodeAt(start)) || !isAsciiLetter(text.charCodeAt(start + 1))) return undefined;
  if (!isDigit(text.charCodeAt(start + 2)) || !isDigit(text.charCodeAt(start + 3))) return undefined;
  const length = lengths.get(text.slice(start, start + 2).toUpperCase());
  if (length !== undefined) {
    const end = readTo(text, start, length);
    if (end !== undefined && passesIban(plain(text.slice(start, end)))) return end;
  }
  if (strict) return undefined;
  let end = start;
  while (isAlphanumeric(text.charCodeAt(end)) && end - start <= longestIban) end++;
  return end - start >= shortestIban && end - start <= longestIban ? end : undefined;
}

const shortestIban = 15;
const longestIban = 34;

/** End of `length` letters and digits with single separators between them. */
function readTo(text: string, start: number, length: number): number | undefined {
  let index = start;
  for (let count = 0; count < length; count++, index++) {
    const code = text.charCodeAt(index);
    if (count > 0 && (code === 0x20 || code === 0x2d)) index++;
    if (!isAlphanumeric(text.charCodeAt(index))) return undefined;
  }
  return isAlphanumeric(text.charCodeAt(index)) ? undefined : index;
}

function plain(text: string): string {
  let letters = "";
  for (let index = 0; index < text.length; index++) {
    if (isAlphanumeric(text.charCodeAt(index))) letters += text[index];
  }
  return letters;
}

const lengths: ReadonlyMap<string, number> = new Map(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 " +
    "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 " +
    "LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 " +
    "RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
