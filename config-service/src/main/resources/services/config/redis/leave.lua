-- A config-service that ends says so: whoever comes next, for another database too, need not wait for its silence.
-- KEYS: revisions. ARGV: the database's identity.
if redis.call('HGET', KEYS[1], ':identity') == ARGV[1] then
  redis.call('HDEL', KEYS[1], ':asof', ':touched')
end
return 1
