-- Ends a fill: from now on consumers may rely on what is here.
-- KEYS: revisions, feed. ARGV: the id of the fill. Returns 0 when Redis was emptied or taken over meanwhile.
if redis.call('HGET', KEYS[1], ':filling') ~= ARGV[1] or not redis.call('ZSCORE', KEYS[2], ':' .. ARGV[1]) then
  return 0
end
redis.call('HDEL', KEYS[1], ':filling', ':touched')
redis.call('HSET', KEYS[1], ':generation', ARGV[1])
return 1
