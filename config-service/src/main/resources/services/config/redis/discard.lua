-- Removes the snapshots of tenants that were here before the last fill and are not here now, some at a time.
-- KEYS: revisions, discarded. ARGV: what a snapshot's key begins with. Returns how many are left to look at.
local found = redis.call('HSCAN', KEYS[2], 0, 'COUNT', 500)[2]
for i = 1, #found, 2 do
  local member = found[i]
  if not string.find(member, ':', 1, true) and redis.call('HEXISTS', KEYS[1], member) == 0 then
    redis.call('UNLINK', ARGV[1] .. member)
  end
  redis.call('HDEL', KEYS[2], member)
end
return redis.call('HLEN', KEYS[2])
