-- Begins a turn of the relay, and takes Redis over when it holds nothing that can be relied on.
-- KEYS: revisions, feed, discarded. ARGV: the database's identity, the id that a fill would have.
-- Returns {'live', generation, turn, now} · {'fill'}: the caller must fill · {'wait'}: somebody else fills ·
-- {'foreign'}: another database's config-service is at work here. Times are microseconds of Redis's clock.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local s = redis.call('HMGET', KEYS[1],
  ':generation', ':identity', ':run', ':filling', ':touched', ':asof')
local generation, identity, lived, filling = s[1], s[2], s[3], s[4]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local function since(at)
  return at and now - tonumber(at) or -1
end
if lived == run then
  local quiet = math.min(
    s[5] and math.abs(since(s[5])) or math.huge, s[6] and math.abs(since(s[6])) or math.huge)
  if identity == ARGV[1] then
    if generation and redis.call('ZSCORE', KEYS[2], ':' .. generation) then
      return {'live', generation, tostring(redis.call('HINCRBY', KEYS[1], ':turn', 1)), string.format('%.0f', now)}
    end
    if filling and redis.call('ZSCORE', KEYS[2], ':' .. filling) and quiet < 5000000 then
      return {'wait'}
    end
  elseif identity and quiet < 3000000 then
    return {'foreign'}
  end
end
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('RENAME', KEYS[1], KEYS[3])
end
redis.call('UNLINK', KEYS[2])
redis.call('HSET', KEYS[1], ':identity', ARGV[1], ':run', run, ':filling', ARGV[2],
  ':touched', string.format('%.0f', now))
redis.call('ZADD', KEYS[2], 0, ':' .. ARGV[2])
return {'fill'}
