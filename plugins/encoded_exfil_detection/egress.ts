import { type LiteralSet, literalSet } from "plugins-adapter/framework";

/** Where in a text things are on their way out. */
export interface Egress {
  /** Whether a span is a part of a URL behind its scheme, or stands near a word of sending. Spans in order of their starts or not. */
  isNear(start: number, end: number): boolean;
}

const reach = 80;
/** Programs, functions and phrases that carry data to somewhere else. */
const carriers = [
  "curl",
  "wget",
  "invoke-webrequest",
  "invoke-restmethod",
  "iwr",
  "fetch(",
  "axios",
  "requests.post",
  "requests.get",
  "urlopen",
  "urllib",
  "xmlhttprequest",
  "sendbeacon",
  "websocket",
  "netcat",
  "ncat",
  "nc",
  "socat",
  "telnet",
  "/dev/tcp",
  "scp",
  "sftp",
  "rsync",
  "rclone",
  "ftp",
  "nslookup",
  "dig",
  "sendmail",
  "smtp",
  "mailto:",
  "s3 cp",
  "gsutil",
  "send it to",
  "send this to",
  "send the",
  "post it to",
  "post this to",
  "forward to",
  "forward this",
  "upload to",
  "upload this",
  "submit to",
  "report back",
  "callback url",
  "as a query parameter",
  "in the url",
  "append it to",
];

export type EgressOf = (text: string) => Egress;

/** @param extra words of the operator's, found inside longer words too */
export function egressReader(extra: readonly string[]): EgressOf {
  const own: LiteralSet = literalSet({ words: carriers, ignoreCase: true });
  const more: LiteralSet = literalSet({ words: extra.map((word) => word.toLowerCase()), ignoreCase: true });
  return (text) => {
    const ends: number[] = [];
    own.each(text, (_word, start, end) => {
      if (!isWordAt(text, start - 1, start) && !isWordAt(text, end, end - 1)) ends.push(end);
    });
    if (extra.length > 0) more.each(text.toLowerCase(), (_word, _start, end) => ends.push(end));
    ends.sort((one, other) => one - other);
    const urls = urlSpans(text);
    return {
      isNear(start, end) {
        const word = firstAtLeast(ends, start - reach);
        if (word < ends.length && (ends[word] as number) <= end + reach) return true;
        const url = firstAtLeast(urls.ends, end);
        return url < urls.ends.length && (urls.starts[url] as number) <= start;
      },
    };
  };
}

/** Whether a letter stands there, and beside it one too: words end there otherwise. */
function isWordAt(text: string, at: number, beside: number): boolean {
  return /[A-Za-z0-9]/.test(text[at] ?? " ") && /[A-Za-z0-9]/.test(text[beside] ?? " ");
}

function urlSpans(text: string): { readonly starts: readonly number[]; readonly ends: readonly number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at)) {
    const start = at + 3;
    at = start;
    while (at < text.length && !" \t\r\n\"'<>`".includes(text[at] as string)) at++;
    starts.push(start);
    ends.push(at);
  }
  return { starts, ends };
}

function firstAtLeast(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
