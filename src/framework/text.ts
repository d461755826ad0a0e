/** Where a string stands: object keys and array indexes from the root. */
export type TextPath = readonly (string | number)[];

/** Edits one string; returning the same string leaves it. */
export type TextEdit = (text: string, path: TextPath) => string;
