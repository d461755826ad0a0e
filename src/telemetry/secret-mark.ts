/** Stands in a secret's place. */
export const mask = "[masked]";
