-- One tenant's snapshot, with what it is worth.
-- KEYS: revisions, feed, snapshot. ARGV: tenant.
-- Returns {} while Redis cannot be relied on, else {generation, revision, snapshot}; a negative revision: gone.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local s = redis.call('HMGET', KEYS[1], ':generation', ':identity', ':run', ARGV[1])
if not s[1] or s[3] ~= run or not redis.call('ZSCORE', KEYS[2], ':' .. s[1]) then
  return {}
end
return {s[2] .. '/' .. s[1], s[4] or '0', redis.call('GET', KEYS[3]) or ''}
