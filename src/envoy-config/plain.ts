/** A configuration as plain data: what both JSON and YAML can write. */
export type Plain = string | number | boolean | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [key: string]: Plain;
}

/** An Envoy duration: `5s`, `0.25s`. */
export function duration(milliseconds: number): string {
  return `${milliseconds / 1000}s`;
}

export const typeUrl = (name: string): string => `type.googleapis.com/${name}`;
