-- What changed since a consumer asked last, and how far Redis can be relied on.
-- KEYS: revisions, feed. ARGV: the generation that the consumer follows or '', its position, how many changes at most.
-- Returns {} while Redis cannot be relied on at all, else {generation, last position, turn, age, then for each change:
-- position, member, revision}. All that was committed `age` microseconds ago is here; no age: nobody vouches for it.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local s = redis.call('HMGET', KEYS[1], ':generation', ':identity', ':run', ':seq', ':done', ':asof')
-- After a restart it may have lost its last seconds, whatever it kept: only a fill in this life counts.
if not s[1] or s[3] ~= run or not redis.call('ZSCORE', KEYS[2], ':' .. s[1]) then
  return {}
end
local time = redis.call('TIME')
local age = ''
if s[6] then
  age = string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]) - tonumber(s[6]))
end
local generation = s[2] .. '/' .. s[1]
local out = {generation, s[4] or '0', s[5] or '0', age}
if generation == ARGV[1] then
  local found = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3])
  for i = 1, #found, 2 do
    out[#out + 1] = found[i + 1]
    out[#out + 1] = found[i]
    out[#out + 1] = redis.call('HGET', KEYS[1], found[i]) or '0'
  end
end
return out
