/**
 * What one pass over a text found.
 * @property bits of the sets that have words in it
 * @property ends what `readEnds` told, piece by piece; absent where it was too much to keep
 */
export interface Reading {
  readonly bits: number;
  readonly ends?: readonly Int32Array[];
}

/** What was read of the message at hand. */
export interface Readings {
  of(text: string): Reading | undefined;
  keep(text: string, reading: Reading): void;
  clear(): void;
}

/** Texts of one message that are kept; with more, the later ones are read once for each set. */
const maxTexts = 1024;
/** Shorter texts are read again: below 250 code units that is cheaper than looking them up, beyond it hardly dearer. */
const shortest = 512;
/** How many kept texts one is compared with. */
const reach = 4;

/**
 * Every plugin walks the same payload in the same order, so a text is looked for where the last one was, and the texts
 * behind it: a map would have to hash them, which takes as long as reading them.
 */
export function createReadings(): Readings {
  const texts: string[] = [];
  const readings: Reading[] = [];
  let next = 0;

  function find(text: string, from: number): Reading | undefined {
    for (let index = from; index < from + reach && index < texts.length; index++) {
      if (texts[index] !== text) continue;
      next = index;
      return readings[index];
    }
    return undefined;
  }

  return {
    of(text) {
      if (text.length < shortest) return undefined;
      return find(text, next) ?? find(text, 0);
    },
    keep(text, reading) {
      if (text.length < shortest || texts.length >= maxTexts) return;
      texts.push(text);
      readings.push(reading);
    },
    clear() {
      if (texts.length === 0) return;
      texts.length = 0;
      readings.length = 0;
      next = 0;
    },
  };
}
