import type { SanitizerConfig } from "./config.ts";

/** What begins a document, behind white space, comments and an XML declaration (WHATWG MIME Sniffing, 7.1). */
const beginnings =
  /^<(?:!doctype\s+html|(?:html|head|body|title|meta|script|style|iframe|table|div|h[1-6]|article|section|main|header|nav|p|font|center|br)[\s>/])/i;
const anyTag =
  /<(?:[a-z][a-z0-9-]*(?:[\s/][^<>]*)?>|!--|!doctype|(?:script|style|iframe|img|svg|a|object|embed)[\s/])/i;

/** Whether a text is HTML by its looks. */
export function sniffer(mode: SanitizerConfig["sniff"]): (text: string) => boolean {
  switch (mode) {
    case "never":
      return () => false;
    case "any":
      return (text) => text.includes("<") && anyTag.test(text);
    case "documents":
      return (text) => text.includes("<") && beginnings.test(text.slice(beginningOf(text)).slice(0, 100));
  }
}

/** Behind what may stand before a document. */
function beginningOf(text: string): number {
  let at = 0;
  for (;;) {
    while (at < text.length && " \t\n\f\r\ufeff".includes(text[at] as string)) at++;
    const end = text.startsWith("<!--", at)
      ? text.indexOf("-->", at + 4)
      : text.startsWith("<?xml", at)
        ? text.indexOf("?>", at)
        : -1;
    if (end === -1) return at;
    at = end + (text.startsWith("<?", at) ? 2 : 3);
  }
}
