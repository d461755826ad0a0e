import { createHash } from "node:crypto";
import type { RedisScript } from "./budget-script.ts";

/**
 * Keeps the last text of each of KEYS. ARGV: milliseconds to keep them, and a text for each key, empty to look only. The
 * reply: what stands under each that was looked at, empty for nothing.
 */
const text = `
local reply = {}
for i, key in ipairs(KEYS) do
  if ARGV[i + 1] == '' then
    reply[i] = redis.call('GET', key) or ''
  else
    redis.call('SET', key, ARGV[i + 1], 'PX', ARGV[1])
    reply[i] = ''
  end
end
return reply`;

export const lastScript: RedisScript = { text, sha: createHash("sha1").update(text).digest("hex") };
