import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { passesLuhn } from "plugins-adapter/framework";
import { passesMod11And10, passesVerhoeff } from "./check-digits.ts";
import { eachForm, formTree } from "./forms.ts";
import type { Scheme } from "./scheme.ts";
import { schemeCountries, schemes } from "./schemes.ts";

/** Samples of the descriptions and of who explains them, by country; those of two schemes pass one of them. */
const samples: Readonly<Record<string, readonly string[]>> = {
  AR: ["20123456786"],
  AT: ["1237010180"],
  AU: ["123456782", "2123456701"],
  BE: ["85073003328", "93051822361"],
  BG: ["7523169263", "6101057509"],
  BR: ["11144477735"],
  CA: ["130692544"],
  CH: ["7569217076985"],
  CL: ["123456785"],
  CN: ["11010519491231002X"],
  CZ: ["7801233540"],
  DE: ["86095742719", "47036892816", "65929970489"],
  DK: ["2311850000"],
  EE: ["37605030299"],
  ES: ["12345678Z", "X1234567L"],
  FI: ["131052308T"],
  FR: ["255081416802538", "184127645108946"],
  GB: ["9434765919", "AB123456C"],
  GR: ["01013099997"],
  HR: ["94577403194", "33392005961"],
  HU: ["111111110"],
  IE: ["1234567T", "1234567FA"],
  IL: ["123456782"],
  IN: ["234123412346"],
  IT: ["RSSMRA85T10A562S"],
  JP: ["123456789018"],
  KR: ["9001011234568"],
  LT: ["33309240064"],
  MX: ["HEGG560427MVZRRL04"],
  NO: ["01010750160", "29029600013"],
  PL: ["44051401458"],
  PT: ["123456789"],
  RO: ["1800101221144"],
  RS: ["0101006500006"],
  RU: ["11223344595", "500100732259"],
  SE: ["8112289874", "6408233234"],
  SG: ["S1234567D", "G1234567X"],
  SK: ["7801233540"],
  TH: ["1101700207030"],
  TR: ["10000000146"],
  TW: ["A123456789"],
  UA: ["3184710691"],
  US: ["912701234"],
  ZA: ["8001015009087"],
};

/** These have no check digit. */
const unchecked: ReadonlySet<string> = new Set(["CPR", "National Insurance number", "ITIN"]);

function hasShape(scheme: Scheme, code: string): boolean {
  const sizes = [...scheme.forms, ...scheme.labelled].map((form) =>
    [...form.matchAll(/[AD](\d+)/g)].reduce((sum, [, size]) => sum + Number(size), 0),
  );
  return sizes.includes(code.length) && scheme.isRight(code);
}

describe("national numbers", () => {
  test("every country has a sample", () => {
    assert.deepEqual(Object.keys(samples).sort(), schemeCountries);
  });

  for (const scheme of schemes) {
    const own = (samples[scheme.country] ?? []).filter((code) => hasShape(scheme, code));
    test(`${scheme.country} ${scheme.name}: samples are right, and no single digit of them can be another`, () => {
      assert.ok(own.length > 0);
      if (unchecked.has(scheme.name)) return;
      for (const code of own) {
        let changed = 0;
        let right = 0;
        for (let index = 0; index < code.length; index++) {
          for (const digit of "0123456789") {
            if (!/\d/.test(code[index] as string) || digit === code[index]) continue;
            changed++;
            if (scheme.isRight(code.slice(0, index) + digit + code.slice(index + 1))) right++;
          }
        }
        // Some plans leave a digit unchecked, such as the number of issues.
        assert.ok(right * 8 <= changed, `${right} of ${changed}`);
      }
    });

    test(`${scheme.country} ${scheme.name}: of random numbers few are right`, () => {
      const form = ([...scheme.labelled, ...scheme.forms][0] as string).matchAll(/([AD])(\d+)/g);
      const parts = [...form].map(([, kind, size]) => (kind === "D" ? `\\d{${size}}` : `[A-Z]{${size}}`));
      const codes = fc.sample(fc.stringMatching(new RegExp(`^${parts.join("")}$`)), {
        numRuns: 2000,
        seed: 7,
      });
      const right = codes.filter((code) => scheme.isRight(code)).length;
      assert.ok(right < codes.length / (unchecked.has(scheme.name) ? 2 : 7), `${right}`);
    });
  }
});

describe("check digits", () => {
  const digits = fc.stringMatching(/^\d{5,18}$/);
  const checks = [
    ["Luhn", passesLuhn],
    ["MOD 11,10", passesMod11And10],
    ["Verhoeff", passesVerhoeff],
  ] as const;
  for (const [name, passes] of checks) {
    test(`${name}: one last digit is right, and no other digit may change`, () => {
      fc.assert(
        fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (start, place, by) => {
          const whole = [..."0123456789"].map((last) => start + last).filter(passes);
          assert.equal(whole.length, 1);
          const code = whole[0] as string;
          const index = place % code.length;
          const other = String((Number(code[index]) + by) % 10);
          assert.equal(passes(code.slice(0, index) + other + code.slice(index + 1)), false);
        }),
      );
    });
  }
});

describe("forms", () => {
  test("are told by their runs and signs", () => {
    const scheme = (country: string, forms: string[], labelled: string[]): Scheme => ({
      country,
      name: country,
      forms,
      labelled,
      isRight: () => true,
    });
    const tree = formTree([scheme("A", ["D2-A1"], ["D2"]), scheme("B", ["D2-A1", "D1A1D1 D2"], [])]);
    const rows: readonly [text: string, found: readonly string[]][] = [
      ["12-a", ["12|A|", "12A||AB"]],
      ["12", ["12|A|"]],
      ["1a2 34", ["1A234||B"]],
      ["1a2-34", []],
      ["123", []],
      ["", []],
      ["12-", ["12|A|"]],
      ["1".repeat(100), []],
    ];
    for (const [text, expected] of rows) {
      const found: string[] = [];
      eachForm(tree, text, 0, ({ code, tree: { alone, labelled } }) => {
        const names = (list: readonly Scheme[]) => list.map(({ country }) => country).join("");
        found.push(`${code}|${names(labelled)}|${names(alone)}`);
      });
      assert.deepEqual(found, expected, text);
    }
  });
});
