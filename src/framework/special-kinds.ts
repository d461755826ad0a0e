import { isolatedKind } from "./isolation/isolated-kind.ts";
import type { SpecialKind } from "./special-kind.ts";

/** By the word in `kind:`. They go before definitions and modules of the same name. */
export const specialKinds: ReadonlyMap<string, SpecialKind> = new Map([["isolated", isolatedKind]]);
