-- Ends a turn of the relay: everything that was committed before it began is here now.
-- KEYS: revisions. ARGV: generation, turn, when it began.
local s = redis.call('HMGET', KEYS[1], ':generation', ':done')
if s[1] ~= ARGV[1] or (s[2] and tonumber(s[2]) >= tonumber(ARGV[2])) then
  return 0
end
redis.call('HSET', KEYS[1], ':done', ARGV[2], ':asof', ARGV[3])
return 1
