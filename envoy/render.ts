/** Writes the checked-in examples beside this file: `node envoy/render.ts`. A test compares them. */
import { writeFileSync } from "node:fs";
import { envoyExamples } from "../src/envoy-config/examples.ts";

for (const [name, text] of envoyExamples()) {
  writeFileSync(new URL(name, import.meta.url), text);
  process.stdout.write(`envoy/${name}\n`);
}
