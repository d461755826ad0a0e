/** Why a schema cannot decide. The words hold nothing of the schema's but names of keywords. */
export class UnusableSchema extends Error {}

export function unusable(why: string): never {
  throw new UnusableSchema(why);
}
