import { americas } from "./americas.ts";
import { asiaPacificAfrica } from "./asia-pacific-africa.ts";
import { easternEurope } from "./eastern-europe.ts";
import { northernEurope } from "./northern-europe.ts";
import type { Scheme } from "./scheme.ts";
import { westernEurope } from "./western-europe.ts";

export const schemes: readonly Scheme[] = [
  ...northernEurope,
  ...westernEurope,
  ...easternEurope,
  ...americas,
  ...asiaPacificAfrica,
];

/** Countries with a scheme, two letters each. */
export const schemeCountries: readonly string[] = [...new Set(schemes.map(({ country }) => country))].sort();
