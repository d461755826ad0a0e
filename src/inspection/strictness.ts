import type { JsonLimits, JsonStrictness } from "../mcp/json/document.ts";
import type { MessageStrictness } from "../mcp/message.ts";
import type { AdapterSettings } from "../settings/adapter.ts";

/** The reader's limits from the settings; `maxBytes` differs by leg. */
export function jsonLimits({ limits }: AdapterSettings, maxBytes: number): JsonLimits {
  return { maxBytes, maxDepth: limits.json_depth, maxNodes: limits.json_nodes };
}

/** The reader's checks from the settings. */
export function jsonStrictness({ strict }: AdapterSettings): JsonStrictness {
  return {
    byteOrderMark: strict.byte_order_mark,
    duplicateKeys: strict.duplicate_keys,
    loneSurrogates: strict.lone_surrogates,
    numberRange: strict.number_range,
  };
}

/** The message checks from the settings. */
export function messageStrictness({ strict }: AdapterSettings): MessageStrictness {
  return {
    foldedKeys: strict.folded_keys,
    unknownMembers: strict.unknown_members,
    messageIds: strict.message_ids,
    missingIds: strict.missing_ids,
    hybridMessages: strict.hybrid_messages,
  };
}
