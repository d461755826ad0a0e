import type { FormSource } from "../form.ts";

/**
 * One kind of token that shows by its form.
 * @property id      what findings are called, and the name of its switch below `enabled`
 * @property entropy least entropy of what follows the fixed beginning, in bits per character; default 2.5
 * @property random  what follows the fixed beginning must look drawn at random: for beginnings that occur in names, too
 * @property requires what must be right besides, for forms that other texts have, too
 * @property checksum whether the check sum that real tokens have is right; made-up ones are found all the same
 */
export interface Format {
  readonly id: string;
  readonly forms: readonly FormSource[];
  readonly entropy?: number;
  readonly random?: boolean;
  readonly requires?: (token: string) => boolean;
  readonly checksum?: (token: string) => boolean;
}
