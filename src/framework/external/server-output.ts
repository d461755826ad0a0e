import type { Readable } from "node:stream";
import type { PluginLog } from "../plugin.ts";

/** Characters of one piece that are told. */
const longest = 4000;

/**
 * Logs what a server's program writes to its standard error, so that it is masked and bounded like every log line. Lines
 * that come together are told together: a traceback, or a key in several lines.
 */
export function logServerOutput(stream: Readable, log: PluginLog): void {
  let rest = "";
  const tell = (text: string) => {
    const trimmed = text.trimEnd();
    if (trimmed !== "") log.info({ stderr: trimmed.slice(0, longest) }, "plugin server wrote");
  };
  stream.setEncoding("utf8");
  stream.on("data", (piece: string) => {
    const text = rest + piece;
    const end = text.lastIndexOf("\n") + 1;
    const isLong = text.length - end > longest;
    rest = isLong ? "" : text.slice(end);
    tell(isLong ? text : text.slice(0, end));
  });
  stream.on("end", () => tell(rest));
  stream.on("error", () => {});
}
