/** What a client must get, per subject: looked at once, then every answer is held against it byte for byte. */
import http from "node:http";
import { type BenchCase, planted } from "./cases.ts";
import type { LoadSpec } from "./programs.ts";
import { id } from "./texts.ts";

export type Expected = LoadSpec["expect"];

/** The upstream's answer as it is. */
export function unchanged({ answer }: BenchCase): Expected {
  return { status: 200, contentType: answer.contentType, body: (answer.pieces ?? []).join("") };
}

/**
 * The answer that a subject gives which denies and masks. Figures of one that lets everything pass would be good, and
 * worthless: throws when a planted word was not denied, a planted card number not masked.
 */
export async function inspected(target: BenchCase, port: number): Promise<Expected> {
  const found = await ask(target, port);
  const problem = problemOf(target, found);
  if (problem !== undefined) {
    throw new Error(`${target.name}: ${problem}: ${found.status} ${found.body.slice(0, 300)}`);
  }
  return found;
}

function problemOf({ outcome, answer }: BenchCase, { body }: Expected): string | undefined {
  const plain = (answer.pieces ?? []).join("");
  switch (outcome) {
    case "passes":
      return body === plain ? undefined : "a message changed that should pass";
    case "denied": {
      const reply = JSON.parse(body) as { id?: unknown; error?: object };
      return reply.id === id && typeof reply.error === "object" ? undefined : "a planted word was not denied";
    }
    case "masked": {
      const masked = !body.includes(planted.card) && body.includes(planted.card.slice(-4));
      return masked && body.includes('"result"') ? undefined : "a planted card number was not masked";
    }
  }
}

function ask(target: BenchCase, port: number): Promise<Expected> {
  const { method, path, headers, body } = target;
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        headers: { ...headers, "mcp-session-id": `bench-${id}` },
        timeout: 30_000,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        response.once("error", reject).once("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers["content-type"] ?? "",
            body: text,
          });
        });
      },
    );
    request.once("error", reject).once("timeout", () => request.destroy(new Error("no answer in 30 s")));
    request.end(body);
  });
}
