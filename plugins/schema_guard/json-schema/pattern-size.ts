/**
 * About how many instructions an expression of RE2 becomes, before anybody makes them: repetitions are written out, so
 * that `a{1000}` is a thousand. At least as many as it is found to be, but for the few that each expression has besides.
 */
export function expandedSize(source: string): number {
  /** Of the groups that are open, what stands in them before their last atom. */
  const open: number[] = [];
  let before = 0;
  let atom = 0;
  const push = (size: number) => {
    before += atom;
    atom = size;
  };
  for (let at = 0; at < source.length; ) {
    const character = source[at];
    if (character === "\\") {
      push(1);
      at = endOfEscape(source, at);
    } else if (character === "[") {
      push(1);
      at = endOfClass(source, at);
    } else if (character === "(") {
      push(0);
      open.push(before);
      before = 0;
      at += 1;
    } else if (character === ")") {
      // Two for the group itself.
      const inner = before + atom + 2;
      before = open.pop() ?? 0;
      atom = inner;
      at += 1;
    } else if (character === "{") {
      const repeat = /^\{(\d{1,6})(,?)(\d{0,6})\}/.exec(source.slice(at, at + 20));
      if (repeat === null) push(1);
      else
        atom = (atom + 1) * Math.max(1, Number(repeat[1]), Number(repeat[3] ?? 0), repeat[2] === "," ? 2 : 0);
      at += repeat === null ? 1 : repeat[0].length;
    } else if (character === "*" || character === "+" || character === "?") {
      atom += 2;
      at += 1;
    } else {
      push(character === "|" ? 2 : 1);
      at += 1;
    }
  }
  return open.reduce((sum, each) => sum + each, before + atom + 2);
}

/** `\x{…}`, `\p{…}` and one character otherwise. */
function endOfEscape(source: string, at: number): number {
  if (source[at + 2] !== "{" || !/[xpP]/.test(source[at + 1] ?? "")) return at + 2;
  const end = source.indexOf("}", at);
  return end === -1 ? source.length : end + 1;
}

function endOfClass(source: string, at: number): number {
  let next = at + (source[at + 1] === "^" ? 2 : 1);
  while (next < source.length && source[next] !== "]")
    next = source[next] === "\\" ? endOfEscape(source, next) : next + 1;
  return next + 1;
}
