/** Texts for messages: prose in which no plugin finds anything, of any length. */

const sentence = "The quick brown fox jumps over the lazy dog and files a report about it. ";

/** Clean prose of so many bytes. */
export function prose(bytes: number): string {
  return sentence.repeat(Math.ceil(bytes / sentence.length)).slice(0, bytes);
}

/** What stands for each connection's own id in requests and answers: `load.IDMark` of the load generator. */
export const id = 1000;

/** The message as text, its prose as long as makes the whole text `bytes` long. */
export function sized(bytes: number, message: (text: string) => unknown): string {
  const empty = JSON.stringify(message("")).length;
  return JSON.stringify(message(prose(Math.max(0, bytes - empty))));
}
