/** A span of the text that was looked through, in code units, `end` exclusive. `type` is one of `typeNames`. */
export interface Finding {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
