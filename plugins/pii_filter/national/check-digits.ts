/** Arithmetic of check digits. Texts hold ASCII digits where nothing else is said. */

export function digitAt(code: string, index: number): number {
  return code.charCodeAt(index) - 0x30;
}

/** The sum of digits times weights, from the first digit on. */
export function weighted(code: string, weights: readonly number[]): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) sum += digitAt(code, index) * weight;
  return sum;
}

/** The rest of a number of any length. */
export function rest(digits: string, by: number): number {
  let value = 0;
  for (let index = 0; index < digits.length; index++) value = (value * 10 + digitAt(digits, index)) % by;
  return value;
}

/** ISO 7064, MOD 11,10: the last digit checks those before it. */
export function passesMod11And10(digits: string): boolean {
  let product = 10;
  for (let index = 0; index < digits.length - 1; index++) {
    const sum = (product + digitAt(digits, index)) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (product + digitAt(digits, digits.length - 1)) % 10 === 1;
}

/** Verhoeff's check of the dihedral group D5 (1969): the last digit checks those before it. */
export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = digitAt(digits, digits.length - 1 - place);
    check = product(check, permuted(digit, place % 8));
  }
  return check === 0;
}

/** The product of D5: 0 to 4 turn, 5 to 9 turn and flip. */
function product(a: number, b: number): number {
  const turns = (value: number) => ((value % 5) + 5) % 5;
  if (a < 5) return b < 5 ? turns(a + b) : 5 + turns(a + b - 5);
  return b < 5 ? 5 + turns(a - 5 - b) : turns(a - b);
}

const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permuted(digit: number, times: number): number {
  let value = digit;
  for (let count = 0; count < times; count++) value = permutation[value] as number;
  return value;
}

/** Whether a day and a month can be a date, of whatever year. */
export function isDay(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= (daysOf[month - 1] as number);
}

const daysOf = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two digits. */
export function pair(code: string, index: number): number {
  return digitAt(code, index) * 10 + digitAt(code, index + 1);
}

/** Whether YYMMDD at `index` is a date. */
export function hasDate(code: string, index: number): boolean {
  return isDay(pair(code, index + 2), pair(code, index + 4));
}

/** Whether DDMMYY at the beginning is a date. */
export function beginsWithDay(code: string): boolean {
  return isDay(pair(code, 2), pair(code, 0));
}

/** Whether all characters are the same: such numbers often pass checks, and are made up. */
export function isMonotone(code: string): boolean {
  for (let index = 1; index < code.length; index++) if (code[index] !== code[0]) return false;
  return true;
}
