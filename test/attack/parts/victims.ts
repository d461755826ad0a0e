/** Which answers of the catalogue real clients are given, and what of them reaches their caller. */
import type { ResponseCase } from "../catalogue/case.ts";
import { responseCases } from "../catalogue/responses.ts";
import { paramsOf } from "./asking.ts";
import { type Asked, asks, type ClientName, type Taken } from "./clients.ts";
import { textsOf } from "./texts.ts";

/** Those that the client can come across: of its era, to what it asks. Redirects lead to hosts that are none. */
export function casesFor(name: ClientName): ResponseCase[] {
  const modern = name.endsWith(" 2026");
  return responseCases.filter(({ status = 200, leg, to = "tools/call", era, requestHeaders }) => {
    if (!asks(name, to) || (status >= 300 && status <= 399)) return false;
    // A client that resumes says so by itself; a stream that is resumed is like the first.
    if (requestHeaders !== undefined) return false;
    const isModern = era === "2026-07-28";
    return modern ? leg !== "get stream" && to !== "initialize" : !isModern;
  });
}

/** What the client is told to send for a case. */
export function askedBy(one: ResponseCase, port: number, wait: number): Omit<Asked, "era"> {
  const method = one.to ?? "tools/call";
  return { url: `http://127.0.0.1:${port}/mcp`, wait, method, params: JSON.parse(`{${paramsOf(method)}}`) };
}

/** Texts that the client gave to its caller, but for names of the protocol that it may have filled in itself. */
export function takenTexts({ result, heard = [] }: Taken): string[] {
  return textsOf([result, heard]).filter((text) => !filledIn.has(text));
}

const filledIn = new Set(["", "complete", "private", "public", "text", "form", "none", "object"]);
