import { mergeEnvironment, readEnvFile } from "../framework/config/env-file.ts";
import { loadConfig } from "../framework/config/load.ts";
import { readPluginsEnabled, resolveConfigPath } from "../framework/config/path.ts";
