/** Says of a field whether its value is a secret. `path` are the names of the objects around it, outermost first. */
export type SecretNames = (name: string, path?: readonly string[]) => boolean;

/** Answers that are kept; a plugin may log under names without number. */
const mostKept = 2000;
/** No name of a secret is longer; a longer one is judged by its start. */
const longestName = 256;

/**
 * Reads the list of names to mask. Case does not count, nor how words are joined: `api_key` is `apiKey`, `API-KEY` and a
 * part of `x-api-key`. An entry with dots is the end of a path.
 */
export function secretNames(entries: readonly string[]): SecretNames {
  const names: string[] = [];
  const paths: string[][] = [];
  for (const entry of entries) {
    const parts = entry.split(".").map(wordsOf);
    if (parts.length === 1 && parts[0] !== undefined) names.push(parts[0]);
    else paths.push(parts.reverse());
  }
  const kept = new Map<string, boolean>();
  const isNamed = (name: string): boolean => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const words = wordsOf(name.slice(0, longestName));
    const answer = names.some((each) => words.includes(each));
    if (kept.size >= mostKept) kept.clear();
    if (name.length <= longestName) kept.set(name, answer);
    return answer;
  };
  return (name, path) =>
    isNamed(name) ||
    (path !== undefined && paths.length > 0 && paths.some((each) => endsIn(each, name, path)));
}

/** @param wanted innermost first */
function endsIn(wanted: readonly string[], name: string, path: readonly string[]): boolean {
  if (wanted.length > path.length + 1) return false;
  return wanted.every((words, index) => {
    const at = index === 0 ? name : path[path.length - index];
    return at !== undefined && wordsOf(at.slice(0, longestName)) === words;
  });
}

/** `X-Api-Key` and `xApiKey` are both `_x_api_key_`: whole words are found as a part of it. */
function wordsOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3_$2$4").split(/[^A-Za-z0-9]+/);
  return `_${words.filter(Boolean).join("_").toLowerCase()}_`;
}
