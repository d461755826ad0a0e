/** The check digit of ISO/IEC 7812-1, annex B. @param digits ASCII digits only */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = digits.length - 1, double = false; index >= 0; index--, double = !double) {
    const digit = digits.charCodeAt(index) - 0x30;
    const weighted = double ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** The check digits of an IBAN: ISO 7064, MOD 97-10. @param iban ASCII letters and digits only */
export function passesIban(iban: string): boolean {
  const turned = (iban.slice(4) + iban.slice(0, 4)).toUpperCase();
  let rest = 0;
  for (let index = 0; index < turned.length; index++) {
    const code = turned.charCodeAt(index);
    rest = code <= 0x39 ? (rest * 10 + code - 0x30) % 97 : (rest * 100 + code - 0x37) % 97;
  }
  return rest === 1;
}
