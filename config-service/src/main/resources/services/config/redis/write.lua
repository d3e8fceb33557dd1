-- Writes snapshots, each unless a higher revision is there, and announces what is news.
-- KEYS: revisions, feed. ARGV: the database's identity, the id of the fill that writes or '', channel, then for each
-- member four: member, revision (negative: gone), its key or '', its snapshot.
-- Returns how many were written, or -1 when nothing may be written: Redis came back empty or belongs to another
-- database, and must be filled first, or an older snapshot could take the place of a newer one that was lost.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local s = redis.call('HMGET', KEYS[1], ':generation', ':identity', ':run', ':filling')
local mark = s[1] or s[4]
if s[2] ~= ARGV[1] or s[3] ~= run or not mark or not redis.call('ZSCORE', KEYS[2], ':' .. mark) then
  return -1
end
local fill = ARGV[2]
if fill ~= '' then
  if s[4] ~= fill then
    return -1
  end
  local time = redis.call('TIME')
  redis.call('HSET', KEYS[1], ':touched',
    string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2])))
end
local written = 0
for i = 4, #ARGV, 4 do
  local member, mine = ARGV[i], tonumber(ARGV[i + 1])
  local held = tonumber(redis.call('HGET', KEYS[1], member) or '0')
  if math.abs(held) < math.abs(mine) or held == mine then
    if ARGV[i + 2] ~= '' then
      if mine > 0 then
        redis.call('SET', ARGV[i + 2], ARGV[i + 3])
      else
        redis.call('UNLINK', ARGV[i + 2])
      end
    end
    if held ~= mine then
      redis.call('HSET', KEYS[1], member, ARGV[i + 1])
      redis.call('ZADD', KEYS[2], redis.call('HINCRBY', KEYS[1], ':seq', 1), member)
      if fill == '' then
        redis.call('PUBLISH', ARGV[3],
          string.format('{"tenantId":"%s","revision":%.0f}', member, math.abs(mine)))
      end
    end
    written = written + 1
  end
end
return written
