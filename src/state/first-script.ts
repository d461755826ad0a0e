import { createHash } from "node:crypto";
import type { RedisScript } from "./budget-script.ts";

/**
 * Keeps the first text of each of KEYS. ARGV: milliseconds to keep them, from when they are asked for last, and a text for
 * each key, empty to look only. The reply: what stands under each, empty for nothing. SET with PX renews the time, too, so
 * that no more rights are needed than for budgets.
 */
const text = `
local reply = {}
for i, key in ipairs(KEYS) do
  local kept = redis.call('GET', key)
  local value = kept or ARGV[i + 1]
  if value ~= '' then redis.call('SET', key, value, 'PX', ARGV[1]) end
  reply[i] = value
end
return reply`;

export const firstScript: RedisScript = { text, sha: createHash("sha1").update(text).digest("hex") };
