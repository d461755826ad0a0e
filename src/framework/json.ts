/** JSON data as plugins see it: what `JSON.parse` yields. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };
