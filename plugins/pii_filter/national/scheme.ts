/**
 * How a country numbers people.
 * @property country two letters (ISO 3166-1)
 * @property name    what people there call it, in ASCII
 * @property forms   spellings that show by themselves: runs of digits and letters with their lengths (`D8A1` is eight digits
 *                   and a letter), and the signs between them
 * @property labelled further spellings, which need a label: too many other numbers look like them
 * @property isRight whether it can have been given out: check digits, dates and ranges. Letters are capitals, signs are gone
 */
export interface Scheme {
  readonly country: string;
  readonly name: string;
  readonly forms: readonly string[];
  readonly labelled: readonly string[];
  readonly isRight: (code: string) => boolean;
}
