-- Writes a snapshot unless a higher revision is there, and tells everybody when it is news.
-- KEYS[1] the tenant's snapshot; ARGV: revision, snapshot, channel, announcement.
-- Returns 1 when written, 0 when what is there is newer.
local mine = tonumber(ARGV[1])
local held = 0
local current = redis.call('GET', KEYS[1])
if current then
  local readable, document = pcall(cjson.decode, current)
  if readable and type(document) == 'table' and type(document.revision) == 'number' then
    held = document.revision
  end
end
if held > mine then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2])
if held < mine then
  redis.call('PUBLISH', ARGV[3], ARGV[4])
end
return 1
