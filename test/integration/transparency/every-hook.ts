import { builtinHooks, type HookName } from "../../../src/framework/index.ts";

/** What a plugin that looks on looks at. */
export const everyHook = Object.keys(builtinHooks) as HookName[];
