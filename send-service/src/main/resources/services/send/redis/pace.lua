-- Grants turns from buckets that refill steadily (GCRA), for many asks in one step, all by this server's clock.
--
-- KEYS: the buckets. ARGV: per ask the longest wait that may be reserved in microseconds (0: none), the number of its
-- buckets, and per bucket the place in KEYS, the microseconds per turn, and how many turns it holds when full.
-- Answers two numbers per ask: 0 for a turn now, a positive wait for a reserved one, a negative wait for a refusal that took
-- nothing; and which of its buckets makes it wait longest, from 1.
--
-- Numbers are whole microseconds: well below 2^53, so nothing is ever rounded.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local due = {}
local touched = {}
local answers = {}
local at = 1
while at <= #ARGV do
  local patience = tonumber(ARGV[at])
  local count = tonumber(ARGV[at + 1])
  at = at + 2
  local wait = 0
  local which = 1
  for b = 0, count - 1 do
    local key = tonumber(ARGV[at + b * 3])
    local each = tonumber(ARGV[at + b * 3 + 1])
    local most = tonumber(ARGV[at + b * 3 + 2])
    if due[key] == nil then
      -- A poisoned key counts as a full bucket and is written over.
      local stored = redis.pcall('GET', KEYS[key])
      local known = type(stored) == 'string' and tonumber(stored) or now
      due[key] = math.max(known, now)
    end
    local own = due[key] + each - each * most - now
    if own > wait then
      wait = own
      which = b + 1
    end
  end
  if wait <= patience then
    for b = 0, count - 1 do
      local key = tonumber(ARGV[at + b * 3])
      due[key] = due[key] + tonumber(ARGV[at + b * 3 + 1])
      touched[key] = true
    end
    answers[#answers + 1] = wait
  else
    answers[#answers + 1] = -wait
  end
  answers[#answers + 1] = which
  at = at + count * 3
end
for key, _ in pairs(touched) do
  local life = math.max(1, math.ceil((due[key] - now) / 1000))
  redis.call('SET', KEYS[key], string.format('%.0f', due[key]), 'PX', life)
end
return answers
