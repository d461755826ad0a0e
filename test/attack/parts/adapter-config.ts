import { fileURLToPath } from "node:url";

/** An adapter with the plugin of the suite, which writes to `record`. */
export function watchingConfig(record: string): string {
  const plugin = fileURLToPath(new URL("./watching-plugin.ts", import.meta.url));
  const folder = fileURLToPath(new URL("./", import.meta.url));
  return `plugin_dirs: ["${folder}"]
plugins:
  - name: watching
    kind: "${plugin}"
    mode: enforce
    config: { record: "${record}" }
`;
}
