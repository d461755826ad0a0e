/** What digits can be a telephone number: ASCII ones, without `+` and separators. */
export interface PhoneNumbers {
  /** Whether digits are a calling code and as many more as numbers there have. */
  isPossible(digits: string): boolean;
  /** Whether digits are a number as people of the countries that were named write it for each other. */
  isNational(digits: string): boolean;
}

/** @property load reads the numbering plans. Before it every international number is possible, and none is national */
export interface LoadedPhoneNumbers extends PhoneNumbers {
  load(): Promise<void>;
}

/** @param countries two letters each (ISO 3166-1). `load` rejects for one that has no plan */
export function phoneNumbers(countries: readonly string[]): LoadedPhoneNumbers {
  let plans: PhonePlans | undefined;
  let national: ((digits: string) => boolean) | undefined;
  return {
    isPossible: (digits) => plans?.isPossible(digits) ?? true,
    isNational: (digits) => national?.(digits) ?? false,
    async load() {
      plans = await loadPhonePlans();
      if (countries.length > 0) national = plans.nationalTest(countries);
    },
  };
}

/** What libphonenumber knows of the world's numbering plans. */
interface PhonePlans {
  /** Whether digits are a calling code and as many more as numbers there have. */
  isPossible(digits: string): boolean;
  /**
   * Tells whether digits are a number as people of these countries write it for each other.
   * @param countries two letters each (ISO 3166-1)
   * @throws Error naming a country that has no plan
   */
  nationalTest(countries: readonly string[]): (digits: string) => boolean;
}

/**
 * Loads the plans. The library's own finder took 210 ms for 100 KB of numbers, its parser 6 µs a candidate; lengths and
 * patterns of its plans on the digits take less than one.
 */
async function loadPhonePlans(): Promise<PhonePlans> {
  const [{ getCountries, Metadata }, { default: json }] = await Promise.all([
    import("libphonenumber-js/core"),
    import("libphonenumber-js/metadata.min"),
  ]);
  const metadata = new Metadata(json);
  const lengths = new Map<string, Set<number>>();
  const national = new Map<string, National>();
  for (const country of getCountries(json)) {
    metadata.selectNumberingPlan(country);
    const plan = metadata.numberingPlan as unknown as Plan;
    const code = plan.callingCode();
    const known = lengths.get(code) ?? new Set();
    for (const length of plan.possibleLengths()) known.add(length);
    lengths.set(code, known);
    national.set(country, {
      lengths: new Set(plan.possibleLengths()),
      pattern: plan.nationalNumberPattern(),
      prefix: plan.nationalPrefix() ?? "",
    });
  }
  return {
    isPossible(digits) {
      for (let size = 1; size <= longestCode; size++) {
        if (lengths.get(digits.slice(0, size))?.has(digits.length - size)) return true;
      }
      return false;
    },
    nationalTest(countries) {
      const chosen = countries.map((country) => {
        const found = national.get(country);
        if (found === undefined) throw new Error(`no country has the code ${country}`);
        // The digits are 15 at most, and the library's patterns have no repetition without a bound.
        return { ...found, pattern: new RegExp(`^(?:${found.pattern})$`) };
      });
      return (digits) => chosen.some((plan) => isNational(digits, plan));
    },
  };
}

const longestCode = 3;

/** What the library's `NumberingPlan` has; its types leave a part of it out. */
interface Plan {
  callingCode(): string;
  possibleLengths(): readonly number[];
  nationalNumberPattern(): string;
  nationalPrefix(): string | undefined;
}

/** @property prefix what is dialled before a number at home: `0`, `8` or nothing */
interface National<P = string> {
  readonly lengths: ReadonlySet<number>;
  readonly pattern: P;
  readonly prefix: string;
}

function isNational(digits: string, { lengths, pattern, prefix }: National<RegExp>): boolean {
  const isNumber = (number: string) => lengths.has(number.length) && pattern.test(number);
  return (
    isNumber(digits) || (prefix !== "" && digits.startsWith(prefix) && isNumber(digits.slice(prefix.length)))
  );
}
