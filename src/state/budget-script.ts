import { createHash } from "node:crypto";
import type { BudgetAlgorithm } from "../framework/state/plugin-state.ts";

/** A script that Redis runs in one step. */
export interface RedisScript {
  readonly text: string;
  /** What EVALSHA calls it by. */
  readonly sha: string;
}

/**
 * The time is that of Redis: replicas' clocks differ, and by the difference one would give back what another has just
 * taken. Redis' clock may go back when a copy of it takes over, so what was used later than now counts as used now.
 */
const redisTime = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]`;

/**
 * What src/framework/state/budget-counter.ts does, for all keys or none. ARGV has four texts for each of KEYS: the
 * algorithm's letter, count, window in microseconds, units. The reply: 1 or 0, then remaining, reset and retry of each,
 * in microseconds. A value is "used at", or of the sliding window "slot:used slot:used …", and goes when it counts no more.
 */
const counting = `
local found = {}
local allowed = 1
for i, key in ipairs(KEYS) do
  local a = i * 4 - 3
  local kind, count, window, units = ARGV[a], tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3])
  local c = { key = key, kind = kind, count = count, window = window, units = units, used = 0, at = now, slots = {} }
  local kept = redis.call('GET', key)
  if kept then
    if kind == 's' then
      local newest = math.ceil(now / (window / 64))
      local gone = now / (window / 64) - 64
      for slot, used in string.gmatch(kept, '(%S+):(%S+)') do
        slot = math.min(tonumber(slot), newest)
        if slot > gone then
          c.slots[#c.slots + 1] = { slot, tonumber(used) }
          c.used = c.used + tonumber(used)
        end
      end
    else
      local used, at = string.match(kept, '^(%S+) (%S+)$')
      used, at = tonumber(used), math.min(tonumber(at), now)
      if kind == 't' then
        c.used = math.max(0, used - (now - at) * count / window)
      elseif now - at < window then
        c.used, c.at = used, at
      end
    end
  end
  if c.used + units > count + 1e-9 then allowed = 0 end
  found[i] = c
end
local reply = { allowed }
for _, c in ipairs(found) do
  local slotEnd = function(slot) return (slot + 64) * (c.window / 64) end
  local retry = 0
  if allowed == 1 then
    c.used = c.used + c.units
    local expires
    local value
    if c.kind == 's' then
      local slot = math.ceil(now / (c.window / 64))
      local last = c.slots[#c.slots]
      if last and last[1] == slot then
        last[2] = last[2] + c.units
      else
        c.slots[#c.slots + 1] = { slot, c.units }
      end
      local parts = {}
      for j, each in ipairs(c.slots) do parts[j] = string.format('%.17g:%.17g', each[1], each[2]) end
      value, expires = table.concat(parts, ' '), slotEnd(slot)
    else
      if c.kind == 't' then c.at = now end
      value = string.format('%.17g %.17g', c.used, c.at)
      expires = c.kind == 't' and now + c.used * c.window / c.count or c.at + c.window
    end
    redis.call('SET', c.key, value, 'PX', string.format('%.0f', math.max(1, math.ceil((expires - now) / 1000))))
  elseif c.used + c.units > c.count + 1e-9 then
    if c.units > c.count then
      retry = c.window
    elseif c.kind == 't' then
      retry = (c.used + c.units - c.count) * c.window / c.count
    elseif c.kind == 'f' then
      retry = c.at + c.window - now
    else
      local used = c.used
      for _, each in ipairs(c.slots) do
        used = used - each[2]
        if used + c.units <= c.count + 1e-9 then
          retry = slotEnd(each[1]) - now
          break
        end
      end
    end
  end
  local reset = 0
  if c.used > 0 then
    if c.kind == 't' then
      reset = c.used * c.window / c.count
    elseif c.kind == 'f' then
      reset = c.at + c.window - now
    else
      reset = slotEnd(c.slots[1][1]) - now
    end
  end
  reply[#reply + 1] = math.max(0, math.floor(c.count - c.used + 1e-9))
  reply[#reply + 1] = math.ceil(reset)
  reply[#reply + 1] = math.ceil(retry)
end
return reply`;

/** @param time Lua that sets the local variable \`now\`, microseconds: a test's own clock */
export function budgetScript(time: string = redisTime): RedisScript {
  const text = `${time}${counting}`;
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}

/** How the script's arguments name the algorithms. */
export const algorithmLetters: Readonly<Record<BudgetAlgorithm, string>> = {
  fixed_window: "f",
  sliding_window: "s",
  token_bucket: "t",
};
