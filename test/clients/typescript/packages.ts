/** The SDK packages of `scripts/setup.sh clients`: version 2 of the TypeScript SDK is no dependency of the project. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Where the setup step puts them. */
export const home: string = fileURLToPath(new URL("../../../.cache/clients/", import.meta.url));

/** A package's exports, untyped: its types would have to be installed to check this folder. Throws where it is missing. */
export const load: NodeJS.Require = createRequire(`${home}package.json`);
