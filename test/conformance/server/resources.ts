import { png } from "./tools.ts";

type Resource = {
  readonly name: string;
  readonly mimeType: string;
  readonly text?: string;
  readonly blob?: string;
};

/** The resources that the conformance suite's scenarios ask for. */
export const resources: Readonly<Record<string, Resource>> = {
  "test://static-text": {
    name: "static-text",
    mimeType: "text/plain",
    text: "This is the content of the static text resource.",
  },
  "test://static-binary": { name: "static-binary", mimeType: "image/png", blob: png },
  "test://watched-resource": { name: "watched-resource", mimeType: "text/plain", text: "Watched." },
};

export const templates = [
  { uriTemplate: "test://template/{id}/data", name: "template", mimeType: "application/json" },
];

/** Contents by URI; undefined where there is no such resource. */
export function readResource(uri: string): unknown {
  const found = resources[uri];
  if (found !== undefined) {
    const { name: _, ...content } = found;
    return { contents: [{ uri, ...content }] };
  }
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id === undefined) return undefined;
  const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
  return { contents: [{ uri, mimeType: "application/json", text }] };
}
