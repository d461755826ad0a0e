/** A property that does not hold of a case. */
export type Find = {
  readonly property:
    | "nothing throws"
    | "what is neither edited nor refused goes on as it came"
    | "what goes on can be read by the adapter"
    | "a plugin saw what goes on"
    | "a receiver reads what the adapter read"
    | "the denied word never arrives"
    | "the masked word never arrives"
    | "an answer of the adapter is JSON";
  /** The receiver that reads it otherwise. */
  readonly oracle?: string;
  readonly detail: string;
};

/** What a find is, but for the bytes: its property, its reader, and its reason up to the first quote of the case. */
export function signature({ property, oracle, detail }: Find): string {
  return `${property} / ${oracle ?? "-"} / ${detail.split(/[:({"]/, 1)[0]}`;
}
